/** Runs a piece of work now, or when one of those under way has ended; resolves and rejects as the work does. */
export type Limit = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Lets at most `atOnce` pieces of work be under way; those that wait begin in the order in which they came. */
export function makeLimit(atOnce: number): Limit {
  const waiting: (() => void)[] = [];
  let begun = 0;
  return async (work) => {
    if (begun >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else begun += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) begun -= 1;
      else next();
    }
  };
}
