import { toDurationText } from '../../shared/domain/duration.ts';

/** What the agent puts into each slot of an argv, in the order of the slots. */
export function describeSlots(argv: readonly string[], durationMs: number): readonly string[] {
  const slots = new Set(argv.filter((token) => /^\{.+\}$/.test(token)));
  return [...slots].map((slot) => `${slot} will be ${describe(slot, durationMs)}`);
}

function describe(slot: string, durationMs: number): string {
  const [, name, of] = /^\{([a-zA-Z]+)(?::(.+))?\}$/.exec(slot) ?? [];
  switch (name) {
    case 'out':
      return `the file of output "${of}" in the run's own directory`;
    case 'script':
      return `the script "${of}" that comes with the agent`;
    case 'durationSeconds':
      return `${Math.ceil(durationMs / 1_000)}, the duration of ${toDurationText(durationMs)}`;
    case 'pids':
      return 'the processes of the pods';
    default:
      return "the agent's to fill";
  }
}
