/** Where an upload stood when a process was killed. */
export const states = ['writing', 'finishing', 'renamed', 'received', 'elsewhere'] as const;
export type State = (typeof states)[number];

/** What the disks and the last progress say right after a kill. */
export interface Traces {
  /** Bytes that were durable at the coordinator, as far as anybody was told. */
  readonly durableBytes: number;
  readonly sizeBytes: number;
  /** The object has its name in the store. */
  readonly isNamed: boolean;
  /** The store still keeps the upload as unfinished, so no receipt has left it. */
  readonly isUnfinished: boolean;
  /** The agent still has its copy. */
  readonly isInSpool: boolean;
}

/** `elsewhere`: before the first byte, or after the copy was deleted. */
export function findState(traces: Traces): State {
  if (!traces.isInSpool) return 'elsewhere';
  if (traces.isNamed) return traces.isUnfinished ? 'renamed' : 'received';
  if (traces.durableBytes >= traces.sizeBytes) return 'finishing';
  return traces.durableBytes > 0 ? 'writing' : 'elsewhere';
}

/** Rows of `state  count  bar`. */
export function renderHistogram(kills: ReadonlyMap<State, number>): string {
  const width = Math.max(...states.map((state) => state.length));
  return states
    .map((state) => {
      const count = kills.get(state) ?? 0;
      return `${state.padEnd(width)}  ${String(count).padStart(3)}  ${'#'.repeat(count)}\n`;
    })
    .join('');
}
