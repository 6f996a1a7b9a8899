import { createInterface } from 'node:readline/promises';

/** Whether so many nodes want a second look: more than 20, or more than a tenth of a fleet of 20 and more. */
export function isWide(nodes: number, fleet: number): boolean {
  return nodes > 20 || (fleet >= 20 && nodes > fleet / 10);
}

/** Asks on the terminal; only `y` or `yes` is a yes. An aborted signal is a no. */
export async function confirm(
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<boolean> {
  // Without the line editor, Ctrl-C stays a signal.
  const lines = createInterface({ input, output, terminal: false });
  try {
    const answer = await lines.question(`${question} [y/N] `, { signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
