const slotPattern = /^\{([a-zA-Z]+)(?::([a-z0-9-]+))?\}$/;

/** What the agent puts into the slots of a canonical argv. */
export interface SlotValues {
  /** Path of each output by its name. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly durationMs: number;
  /** Processes that the tool is kept to; empty where it is not. */
  readonly pids: readonly number[];
  /** Path of each script by its name. */
  readonly scripts: ReadonlyMap<string, string>;
}

/**
 * Fills the slots `{out:<output name>}`, `{script:<script name>}`, `{durationSeconds}` (rounded up) and `{pids}` (joined
 * by commas), each of which is a whole token. Throws a RangeError for a slot without a value: an argv with a hole in it is never executed.
 */
export function fillSlots(argv: readonly string[], slots: SlotValues): readonly string[] {
  return argv.map((token) => (token.includes('{') ? fillSlot(token, slots) : token));
}

function fillSlot(token: string, slots: SlotValues): string {
  const [, name, output] = slotPattern.exec(token) ?? [];
  if (name === 'durationSeconds' && output === undefined) return String(Math.ceil(slots.durationMs / 1_000));
  if (name === 'pids' && output === undefined && slots.pids.length > 0) return slots.pids.join(',');
  const paths = name === 'out' ? slots.outputs : name === 'script' ? slots.scripts : undefined;
  const path = output === undefined ? undefined : paths?.get(output);
  if (path === undefined) {
    const known = [...slots.outputs.keys()].map((key) => `out:${key}`);
    known.push(...[...slots.scripts.keys()].map((key) => `script:${key}`), 'durationSeconds');
    if (slots.pids.length > 0) known.push('pids');
    const list = known.map((key) => `"{${key}}"`).join(', ');
    throw new RangeError(`Cannot fill slot "${token}": it has no value: known are ${list}`);
  }
  return path;
}
