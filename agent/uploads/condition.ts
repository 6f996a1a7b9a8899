/** Lets an async function wait until something it looks at may have changed: check, `await changed()`, check again. */
export class Condition {
  #next = Promise.withResolvers<void>();

  changed(): Promise<void> {
    return this.#next.promise;
  }

  notify(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers<void>();
  }
}
