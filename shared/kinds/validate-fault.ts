/** One thing that is wrong with an object, and what would be right. */
export interface Fault {
  /** As people write it: `spec.tool.duration`, `spec.tool.args[2]`. */
  readonly path: string;
  /** The same path in steps, for finding the line. */
  readonly steps: readonly Step[];
  readonly message: string;
}

export type Step = string | number;

export function makeFault(steps: readonly Step[], message: string): Fault {
  return { path: toPathText(steps), steps, message };
}

function toPathText(steps: readonly Step[]): string {
  let path = '';
  for (const step of steps) {
    if (typeof step === 'number') path += `[${step}]`;
    else if (!/^[A-Za-z_][A-Za-z0-9_-]*$/.test(step)) path += `[${showValue(step)}]`;
    else path += path === '' ? step : `.${step}`;
  }
  return path;
}

/** A value as it stands in messages: one short line, whatever somebody wrote. */
export function showValue(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…${text.startsWith('"') ? '"' : ''}` : text;
}

/** ` (did you mean "x"?)` where one of the words is near enough to be what was meant, else nothing. */
export function suggestWord(written: string, words: readonly string[]): string {
  const limit = written.length < 4 ? 1 : Math.max(2, Math.floor(written.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const word of words) {
    const distance = editDistance(written.slice(0, 64).toLowerCase(), word.toLowerCase());
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best === undefined ? '' : ` (did you mean "${best}"?)`;
}

/** Levenshtein's distance. */
function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}
