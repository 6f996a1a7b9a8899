import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { ResourceRef } from '../resources/resource-source.ts';
import type { Run } from './run.ts';

/** Ended runs kept in memory for their live detail: so many, and of so many nodes together (some 2 KiB each). */
const keptRuns = 100;
const keptNodes = 20_000;

/** The runs in memory, and which object every known run belongs to. */
export class KnownRuns {
  readonly #runs = new Map<string, Run>();
  readonly #keys = new Map<string, string>();

  get(uid: string): Run | undefined {
    return this.#runs.get(uid);
  }

  /** Remembers whose run this uid is, whether it is in memory or not. */
  noteRef(uid: string, ref: ResourceRef): void {
    this.#keys.set(uid, toKey(ref));
  }

  add(run: Run): void {
    this.#runs.set(run.plan.runUid, run);
  }

  /** The object that a command belongs to, and how many nodes its run has, 0 where it is not in memory. */
  findByCommand(commandId: string): { readonly key: string; readonly nodes: number } | undefined {
    const uid = parseCommandId(commandId)?.runUid;
    const key = uid === undefined ? undefined : this.#keys.get(uid);
    if (uid === undefined || key === undefined) return undefined;
    return { key, nodes: this.#runs.get(uid)?.nodes.size ?? 0 };
  }

  /** The runs under way that take place on a node; what becomes of it does not touch those that have ended. */
  *findByNode(node: string): Generator<Run> {
    for (const run of this.underWay()) if (run.nodes.has(node)) yield run;
  }

  /** Runs of an object that is gone or was replaced by one with another uid. */
  formerRuns(key: string, uid: string | undefined): readonly Run[] {
    return [...this.#runs.values()].filter((run) => toKey(run.ref) === key && run.plan.runUid !== uid);
  }

  /** Takes the run out of memory; its object is still known. */
  forget(uid: string): void {
    this.#runs.delete(uid);
  }

  /** Takes out all that is known of it. */
  drop(uid: string): void {
    this.#runs.delete(uid);
    this.#keys.delete(uid);
  }

  /** Those that have not ended. */
  *underWay(): Generator<Run> {
    for (const run of this.#runs.values()) if (!isComplete(run)) yield run;
  }

  /** Those whose end does not stand in their status yet. */
  *unwritten(): Generator<Run> {
    for (const run of this.#runs.values()) if (!run.isEndWritten) yield run;
  }

  /** Drops the oldest of the ended runs that are only kept for their detail. */
  dropOldest(): void {
    const ended = [...this.#runs].filter(([, run]) => isComplete(run));
    let [runs, nodes] = [ended.length, ended.reduce((sum, [, run]) => sum + run.nodes.size, 0)];
    for (const [uid, run] of ended) {
      if (runs <= keptRuns && nodes <= keptNodes) break;
      this.#runs.delete(uid);
      runs -= 1;
      nodes -= run.nodes.size;
    }
  }
}

export function isComplete(run: Run): boolean {
  return run.conditions.some((condition) => condition.type === 'Complete');
}

export function toKey(ref: ResourceRef): string {
  return `${ref.namespace}/${ref.name}`;
}

export function fromKey(key: string): ResourceRef {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}
