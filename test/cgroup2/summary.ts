export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/** The last line of a run. */
export function toSummary({ passed, failed }: Counts): string {
  return `cgroup2: ${passed} passed, ${failed} failed`;
}

/** The counts of the last summary in a text; undefined where it has none. */
export function parseSummary(text: string): Counts | undefined {
  const [, passed, failed] =
    [...text.matchAll(/^cgroup2: ([0-9]+) passed, ([0-9]+) failed\r?$/gm)].at(-1) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: Number(failed) };
}
