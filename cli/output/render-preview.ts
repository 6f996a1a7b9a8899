import { toDurationText } from '../../shared/domain/duration.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Caps__Output } from '../../shared/rpc/generated/toe/v1/Caps.ts';
import type { PreviewCaptureResponse__Output } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import { toPrintable } from './printable.ts';
import { quoteWord } from './quote-word.ts';

const listedNodes = 5;

/** What a capture would do, for a person to read before it is done; what is not known is left out. */
export function renderPreview(tool: string, preview: PreviewCaptureResponse__Output): string {
  const { nodes, argv, caps, durationMs, faults, notes, warnings } = preview;
  const more = nodes.length > listedNodes ? ` and ${nodes.length - listedNodes} more` : '';
  const lines = [
    `Verdict   ${toVerdict(preview)}`,
    ...(nodes.length === 0
      ? []
      : [`Nodes     ${nodes.length}: ${nodes.slice(0, listedNodes).join(', ')}${more}`]),
    ...(argv.length === 0 ? [] : [`Command   ${toCommandText(tool, argv)}`]),
    ...(durationMs === 0 ? [] : [`Duration  ${toDurationText(durationMs)}`]),
    ...(caps === null ? [] : [`Caps      ${renderCaps(caps)}`]),
    ...notes.map((note) => `${preview.verdict === 'waiting' ? 'Waits' : 'Note '}     ${note}`),
    ...warnings.map((warning) => `Warning   ${warning}`),
    ...faults.map((fault) => `Refused   ${fault}`),
  ];
  return lines.map((line) => `${toPrintable(line)}\n`).join('');
}

/** Coordinators of before there was a verdict send none. */
function toVerdict({ verdict, faults }: PreviewCaptureResponse__Output): string {
  if (verdict !== '') return verdict;
  return faults.length > 0 ? 'refused' : 'allowed';
}

/** Limits of each node's run; those that are zero do not limit. */
export function renderCaps(caps: Caps__Output): string {
  const parts = [
    caps.cpuPercent > 0 ? `CPU ${caps.cpuPercent} % of one core` : '',
    caps.memoryBytes > 0 ? `memory ${toBytesText(caps.memoryBytes)}` : '',
    caps.pids > 0 ? `${caps.pids} processes` : '',
    caps.outputBytes > 0 ? `output ${toBytesText(caps.outputBytes)}` : '',
    caps.readBytesPerSecond > 0 ? `disk reads ${toBytesText(caps.readBytesPerSecond)}/s` : '',
    caps.writeBytesPerSecond > 0 ? `disk writes ${toBytesText(caps.writeBytesPerSecond)}/s` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'none' : `${parts.join(', ')} per node`;
}

/** The command line as it runs, quoted for reading, the tool's name first. */
export function toCommandText(tool: string, argv: readonly string[]): string {
  const words = argv[0] === tool || argv[0]?.endsWith(`/${tool}`) ? argv : [tool, ...argv];
  return words.map(quoteWord).join(' ');
}
