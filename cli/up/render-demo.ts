import { readFile } from 'node:fs/promises';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { PreviewCaptureResponse__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import type { CaptureResult } from '../capture/run-capture.ts';
import { digestFile } from '../downloads/digest-file.ts';
import type { Download } from '../downloads/plan-downloads.ts';
import { renderCaps, toCommandText } from '../output/render-preview.ts';

/** The facts of the demo's capture; every file is read again and its SHA-256 compared. Empty without a result. */
export async function renderDemo(
  tool: string,
  preview: PreviewCaptureResponse__Output,
  { view, downloaded }: CaptureResult,
  node: string,
): Promise<string> {
  if (view === undefined || downloaded === undefined) return '';
  const argv = view.argv.length > 0 ? view.argv : preview.argv;
  const files = downloaded.results
    .flatMap((result) => (result.kind === 'downloaded' || result.kind === 'present' ? [result.download] : []))
    .toSorted((a, b) => (a.label < b.label ? -1 : 1));
  const flameGraph = files.find((file) => file.label.endsWith('.html'));
  const lines = [
    `Capture      ${view.name}: ${view.phase}`,
    `Node         ${node}`,
    `Command      ${toCommandText(tool, argv)}`,
    ...(preview.caps === null ? [] : [`Caps         ${renderCaps(preview.caps)}`]),
    ...(view.start?.skewMaxMs === undefined
      ? []
      : [
          `Skew         ${view.start.skewMaxMs} ms from the planned instant, clocks known to ±${view.start.clockUncertaintyMs ?? 0} ms`,
        ]),
    ...(await Promise.all(files.map(renderFile))),
    ...(flameGraph === undefined ? [] : [`Flame graph  ${flameGraph.path}`, await renderNames(flameGraph)]),
  ];
  return `${lines.join('\n')}\n`;
}

async function renderFile(file: Download): Promise<string> {
  const verdict = (await digestFile(file.path)) === file.sha256 ? 'verified' : 'DIFFERS';
  return `File         ${file.label}  ${toBytesText(file.sizeBytes)}  sha256 ${file.sha256} ${verdict}`;
}

async function renderNames({ path }: Download): Promise<string> {
  const names = new Set((await readFile(path, 'utf8')).match(/toeDemo[A-Za-z]+/g));
  const found = [...names].toSorted().slice(0, 4).join(', ');
  return `             ${found === '' ? "the load's functions are not in it" : `with ${found}: open it in a browser and search for toeDemo`}`;
}
