import type { PressureRise } from '../../shared/domain/command.ts';
import { type NodePressure, type PressureResource, pressureResources } from '../targets/node-pressure.ts';
import { guardSettleMs } from './overhead-guard.ts';

/** A resource on which the pressure rose by more than it may; figures in per cent. */
export interface PressureExcess {
  readonly resource: PressureResource;
  readonly before: number;
  readonly now: number;
  readonly allowedRise: number;
}

/** The first resource that a rise of its pressure is limited for and whose pressure the kernel does not tell. */
export function findUntold(allowed: PressureRise, told: NodePressure): PressureResource | undefined {
  return pressureResources.find((resource) => allowed[resource] > 0 && told[resource] < 0);
}

/** The first resource whose pressure is further above its value before the start than it may be. */
export function findExcess(
  allowed: PressureRise,
  before: NodePressure,
  now: NodePressure,
): PressureExcess | undefined {
  const resource = pressureResources.find(
    (each) => allowed[each] > 0 && before[each] >= 0 && now[each] - before[each] > allowed[each],
  );
  return (
    resource && {
      resource,
      before: before[resource],
      now: now[resource],
      allowedRise: allowed[resource],
    }
  );
}

/**
 * Compares the pressure on the node with what it was before the start of one run: a node that was sick before is worth
 * observing, one that becomes so while it is observed is not to be observed on.
 */
export class PressureGuard {
  /** Nothing is to be judged until so long after the start. */
  readonly settleMs: number;
  readonly #allowed: PressureRise;
  readonly #read: () => Promise<NodePressure>;
  #before: NodePressure | undefined;

  constructor(allowed: PressureRise, read: () => Promise<NodePressure>, settleMs = guardSettleMs) {
    this.#allowed = allowed;
    this.#read = read;
    this.settleMs = settleMs;
  }

  /** Takes the value before the start. Resolves with a resource that is to be judged and that the kernel does not tell. */
  async begin(): Promise<PressureResource | undefined> {
    this.#before = await this.#read();
    return findUntold(this.#allowed, this.#before);
  }

  /** What is too much at the moment; to be called after `begin`. */
  async judge(): Promise<PressureExcess | undefined> {
    if (this.#before === undefined)
      throw new Error('Cannot judge the pressure: nothing to compare it with was read');
    return findExcess(this.#allowed, this.#before, await this.#read());
  }
}
