import type { ResourceRef } from '../resource-source.ts';
import type { KubeEvent, Listed } from './kube-events.ts';
import { isLater, type KubeObject } from './kube-object.ts';

/** What the cache keeps of an object: which it is, and what was made of it. */
export interface CachedObject<Value> extends Omit<KubeObject, 'value'> {
  readonly value: Value;
}

type HasChanged<Value> = (before: CachedObject<Value>, after: CachedObject<Value>) => boolean;

/**
 * The objects of one Kind in memory. Lists, watches and the answers to writes may come in any order: what is older
 * than what is known is dropped, so that nobody reads back less than what was written.
 */
export class ObjectCache<Value> {
  readonly #listeners = new Set<(ref: ResourceRef) => void>();
  readonly #decode: (object: KubeObject) => Value;
  readonly #hasChanged: HasChanged<Value>;
  #objects = new Map<string, CachedObject<Value>>();
  /** Everything up to this resource version has been told. */
  #toldUpTo = '';

  /**
   * @param hasChanged whether listeners are to know of it; unless told, where its generation has risen, which its
   * status and its labels do not do.
   */
  constructor(
    decode: (object: KubeObject) => Value,
    hasChanged: HasChanged<Value> = (before, after) => before.generation !== after.generation,
  ) {
    this.#decode = decode;
    this.#hasChanged = hasChanged;
  }

  /** Calls for every object that is added, removed or has changed, until disposed of. */
  listen(listener: (ref: ResourceRef) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  read({ namespace, name }: ResourceRef): CachedObject<Value> | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  /** By namespace and name. */
  list(): readonly CachedObject<Value>[] {
    return [...this.#objects.values()].toSorted(
      (left, right) => compare(left.namespace, right.namespace) || compare(left.name, right.name),
    );
  }

  /** Takes in a whole list. Objects that were written after it stay, but where the server went back in time. */
  replace({ resourceVersion, objects }: Listed): void {
    const before = this.#objects;
    const hasGoneBack = isLater(this.#toldUpTo, resourceVersion);
    const after = new Map<string, CachedObject<Value>>();
    for (const [key, known] of before) {
      if (!hasGoneBack && isLater(known.resourceVersion, resourceVersion)) after.set(key, known);
    }
    for (const object of objects) {
      const key = keyOf(object);
      if (after.has(key)) continue;
      const known = before.get(key);
      const isKnown = known?.uid === object.uid && known.resourceVersion === object.resourceVersion;
      after.set(key, isKnown ? known : this.#toCached(object));
    }
    this.#objects = after;
    this.#toldUpTo = resourceVersion;
    for (const key of new Set([...before.keys(), ...after.keys()]))
      this.#tell(before.get(key), after.get(key));
  }

  /** Takes in an event of a watch. */
  apply(event: KubeEvent): void {
    const { resourceVersion } = event.kind === 'bookmark' ? event : event.object;
    if (!isLater(resourceVersion, this.#toldUpTo)) return;
    this.#toldUpTo = resourceVersion;
    if (event.kind !== 'bookmark') this.#change(event.object, event.kind);
  }

  /** Takes in the object that the server answered to a write, before the watch tells of it. */
  takeAnswer(object: KubeObject): void {
    if (isLater(object.resourceVersion, this.#toldUpTo)) this.#change(object, 'written');
  }

  #change(object: KubeObject, kind: 'written' | 'removed'): void {
    const key = keyOf(object);
    const before = this.#objects.get(key);
    if (before !== undefined && !isLater(object.resourceVersion, before.resourceVersion)) return;
    const cached = kind === 'written' ? this.#toCached(object) : undefined;
    if (cached === undefined) this.#objects.delete(key);
    else this.#objects.set(key, cached);
    this.#tell(before, cached);
  }

  #toCached(object: KubeObject): CachedObject<Value> {
    return { ...object, value: this.#decode(object) };
  }

  #tell(before: CachedObject<Value> | undefined, after: CachedObject<Value> | undefined): void {
    const named = after ?? before;
    if (named === undefined) return;
    const isSame = before !== undefined && after !== undefined && before.uid === after.uid;
    if (isSame && !this.#hasChanged(before, after)) return;
    const { namespace, name } = named;
    for (const listener of this.#listeners) listener({ namespace, name });
  }
}

function keyOf({ namespace, name }: ResourceRef): string {
  return `${namespace}/${name}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
