/** What one kernel file says, as JSON. */
export type SourceValue = Readonly<Record<string, unknown>> | readonly unknown[];

/** One file that a snapshot reads. */
export interface Source {
  /** The member of the snapshot's line. */
  readonly name: string;
  readonly path: string;
  /** Pure; lines of an unknown form are left out. */
  readonly parse: (text: string) => SourceValue;
}

/** Fields of a line, split at white space. */
export function splitFields(line: string): readonly string[] {
  return line.trim().split(/\s+/);
}

/** Lines that hold something. */
export function splitLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Zips names with numbers; what is missing or no number is left out. */
export function toNumbers(
  names: readonly string[],
  values: readonly string[],
): Readonly<Record<string, number>> {
  const entries = names.map((name, index) => [name, Number(values[index])] as const);
  return Object.fromEntries(entries.filter(([name, value]) => name !== '' && Number.isFinite(value)));
}
