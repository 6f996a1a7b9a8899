/** A list that counts how often each of its properties is read. */
export interface CountedList {
  readonly list: readonly unknown[];
  readonly reads: ReadonlyMap<PropertyKey, number>;
}

/** `change` may answer another value for a property than the target has; it is told how often it was read before. */
export function countReads(
  target: readonly unknown[],
  change: (property: PropertyKey, value: unknown, before: number) => unknown = (_property, value) => value,
): CountedList {
  const reads = new Map<PropertyKey, number>();
  const list = new Proxy(target, {
    get: (whole, property, receiver): unknown => {
      const before = reads.get(property) ?? 0;
      reads.set(property, before + 1);
      return change(property, Reflect.get(whole, property, receiver), before);
    },
  });
  return { list, reads };
}
