/**
 * Works on all items, at most `atOnce` at a time, in their order. After a failure nothing more is begun; rejects with
 * the first one when what was under way has ended.
 */
export async function workThrough<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items[Symbol.iterator]();
  let failure: { readonly error: unknown } | undefined;
  const workOn = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true && failure === undefined; next = waiting.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, workOn));
  if (failure !== undefined) throw failure.error;
}
