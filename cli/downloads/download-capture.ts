import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestFileName } from '../../shared/domain/bundle-path.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { CliError } from '../cli-error.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import { exitCodes } from '../exit-codes.ts';
import { countOf } from '../output/count-of.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { type DownloadResult, downloadArtifact } from './download-artifact.ts';
import { fetchKept } from './fetch-kept.ts';
import { type Download, describeDownload, planDownloads } from './plan-downloads.ts';

const atOnce = 3;

export interface DownloadedCapture {
  /** The capture's own folder. */
  readonly directory: string;
  readonly results: readonly DownloadResult[];
  /** Why files were left out or failed, each a sentence. */
  readonly problems: readonly string[];
  readonly interrupted: boolean;
}

export interface DownloadCaptureDependencies {
  readonly client: CaptureClient;
  readonly clock: Clock;
  readonly display: ProgressDisplay;
  /** Leaves compressed files as they are stored. */
  readonly asStored?: boolean;
}

/**
 * Fetches every verified file of a capture into `<parent>/<name>/`, three at a time, and its manifest beside them once
 * it has ended. Files that its nodes keep are brought to the store first.
 */
export async function downloadCapture(
  ref: CaptureRef,
  parent: string,
  deps: DownloadCaptureDependencies,
  signal: AbortSignal,
): Promise<DownloadedCapture> {
  const directory = toDirectory(ref, parent);
  const { artifacts, problems } = await fetchKept(ref, deps, signal);
  const plan = planDownloads(directory, artifacts, deps.asStored === true);
  if (plan.downloads.length > 0) announce(plan.downloads, directory, deps.display);
  const results: DownloadResult[] = [];
  const queue = plan.downloads.values();
  const worker = async (): Promise<void> => {
    for (const download of queue) {
      if (signal.aborted) return;
      const result = await downloadArtifact(ref, download, { ...deps, onBytes: () => undefined }, signal);
      results.push(result);
      if (result.kind === 'downloaded') {
        deps.display.note(describeDownload(download));
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const manifest = signal.aborted ? undefined : await deps.client.readManifest(ref);
  if (manifest !== undefined && results.length > 0)
    await writeWhole(join(directory, manifestFileName), manifest);
  const failures = results.flatMap((result) =>
    result.kind === 'failed' ? [`Cannot download "${result.download.label}": ${result.message}`] : [],
  );
  return {
    directory,
    results,
    problems: [...problems, ...plan.refused, ...failures],
    interrupted: signal.aborted,
  };
}

/** What will lie there, and how much of it crosses the network where that is less. */
function announce(downloads: readonly Download[], directory: string, display: ProgressDisplay): void {
  const total = downloads.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const sent = downloads.reduce((sum, download) => sum + download.sent.sizeBytes, 0);
  display.note(`Downloading ${countOf(downloads.length, 'file')}, ${toBytesText(total)}, to "${directory}"`);
  if (sent < total) display.note(`  compressed on the way: ${toBytesText(sent)}`);
}

/** The folder of a capture. Throws a CliError where its name is none. */
export function toDirectory({ name }: CaptureRef, parent: string): string {
  if (/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name) && !name.includes('..')) return join(parent, name);
  throw new CliError(`Cannot download capture "${name}": its name is not a safe folder name`, {
    exitCode: exitCodes.usage,
  });
}

/** A file that is there wholly or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}
