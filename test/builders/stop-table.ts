import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { findSubcommand } from '../../shared/arguments/find-subcommand.ts';
import type { StopCase } from './stop-cases.ts';

interface Measured {
  /** From the stop to the end of the run; undefined where it ended by itself. */
  readonly flushMs: number | undefined;
  /** What was left where it was killed; undefined where it was not. */
  readonly killed: string | undefined;
  readonly graceMs: number;
  readonly mediaType: string;
}

/** One row of the table in docs/tools.md. */
export function toStopRow({ tool, line, reader }: StopCase, measured: Measured): string {
  const subcommands = catalogue.get(tool)?.subcommands ?? [];
  const stop = findSubcommand(subcommands, line.split(' '))?.subcommand.stop;
  const graceMs = Math.max(measured.graceMs, stop?.minGraceMs ?? 0);
  const to = stop?.toItsChildren === true ? ', to what it started' : '';
  const cells = [
    `\`${`${tool} ${line}`.trim()}\``,
    `${stop?.signal ?? ''}${to}`,
    `${graceMs / 1_000} s`,
    measured.flushMs === undefined ? 'ends by itself' : `${(measured.flushMs / 1_000).toFixed(2)} s`,
    measured.mediaType,
    reader.name,
    measured.killed ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}
