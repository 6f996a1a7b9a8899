import { Condition, untilChanged } from '../../shared/runtime/condition.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';
import { type UploadDeps, type UploadRequest, type UploadResult, uploadArtifact } from './upload-artifact.ts';

const concurrency = 2;

/** A sealed file that is to be brought to the store. */
export interface UploadOrder extends UploadRequest {
  /** Called once. The file may be deleted after `delivered`, and not before; `stopped` means: not in this life. */
  readonly onDelivery: (result: UploadResult) => void;
}

export interface UploadQueue {
  /** Carries out uploads, two at a time, until the signal aborts; then tells the rest that they are stopped. */
  readonly part: Part;
  /** Adds one; commands take turns. An artifact that waits or is under way is not added twice. */
  enqueue(order: UploadOrder): void;
  /** Waiting and under way. */
  size(): number;
  /** Resolves when nothing waits or is under way; rejects with the signal's reason. */
  untilEmpty(signal: AbortSignal): Promise<void>;
}

export function makeUploadQueue(deps: UploadDeps): UploadQueue {
  const waiting = new Turns();
  const known = new Set<string>();
  const condition = new Condition();
  const settle = (order: UploadOrder, result: UploadResult): void => {
    known.delete(toKey(order));
    deps.observer?.onEnded(result.kind);
    order.onDelivery(result);
    condition.notify();
  };
  const work: Part = async (signal) => {
    while (!signal.aborted) {
      const order = waiting.next();
      if (order !== undefined) settle(order, await carryOut(order, deps, signal));
      else await untilChanged(condition, signal);
    }
  };
  return {
    part: async (signal) => {
      await Promise.all(Array.from({ length: concurrency }, () => work(signal)));
      for (let order = waiting.next(); order !== undefined; order = waiting.next())
        settle(order, { kind: 'stopped' });
    },
    enqueue: (order) => {
      if (known.has(toKey(order))) return;
      known.add(toKey(order));
      waiting.add(order);
      condition.notify();
    },
    size: () => known.size,
    untilEmpty: async (signal) => {
      while (known.size > 0) {
        signal.throwIfAborted();
        await untilChanged(condition, signal);
      }
    },
  };
}

async function carryOut(order: UploadOrder, deps: UploadDeps, signal: AbortSignal): Promise<UploadResult> {
  try {
    return await uploadArtifact(order, deps, signal);
  } catch (error) {
    if (!isAbort(error)) deps.log.error({ err: error, command: order.commandId }, 'Upload failed');
    return { kind: 'stopped' };
  }
}

/** Resolves on the next change or when the signal aborts. */

function toKey(order: UploadOrder): string {
  return `${order.commandId}/${order.artifact.artifactId}`;
}

/** Orders by command, one of each in turn, so that a command with many files does not hold back the others. */
class Turns {
  readonly #byCommand = new Map<string, UploadOrder[]>();

  add(order: UploadOrder): void {
    const orders = this.#byCommand.get(order.commandId);
    if (orders === undefined) this.#byCommand.set(order.commandId, [order]);
    else orders.push(order);
  }

  next(): UploadOrder | undefined {
    const [turn] = this.#byCommand;
    if (turn === undefined) return undefined;
    const [commandId, orders] = turn;
    const order = orders.shift();
    this.#byCommand.delete(commandId);
    if (orders.length > 0) this.#byCommand.set(commandId, orders);
    return order;
  }
}
