import { PartFailure } from './part-failure.ts';
import type { ObjectStore } from './store-connection.ts';

/** So many tries in a row without a new part: then the coordinator relays. Some seconds, with the pauses between. */
const patience = 6;

/** Whether this node can store the parts of one artifact itself, as far as its tries have shown. */
export class DirectWay {
  readonly #store: ObjectStore | undefined;
  #failures = 0;
  #problem = '';

  constructor(store: ObjectStore | undefined) {
    this.#store = store;
  }

  /** What the coordinator is told; undefined: this node was never meant to. */
  get ability(): { readonly problem: string } | undefined {
    return this.#store === undefined ? undefined : { problem: this.#problem };
  }

  /** Takes up how a try failed; true where the artifact is to be relayed from now on. */
  noteFailure(error: unknown, hasProgressed: boolean): boolean {
    if (!(error instanceof PartFailure) || this.#problem !== '') return false;
    this.#failures = hasProgressed ? 1 : this.#failures + 1;
    const isWaiting = error.kind !== 'barred' && this.#failures < patience;
    if (!isWaiting) this.#problem = error.message;
    return !isWaiting;
  }
}
