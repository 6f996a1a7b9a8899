import type { StopGate } from '../../shared/arguments/baseline/tool-baseline.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { firstOf, orAborted } from './first-of.ts';

interface GateWorld {
  readonly exit: Promise<unknown>;
  /** When the tool said the line of the gate, by the monotonic clock; never resolves before. */
  readonly lineAtUs: Promise<number>;
  readonly clock: Clock;
}

/** Waits until the stop signal does no harm, not for ever, and not for a tool that has ended. */
export async function awaitStopGate(
  gate: StopGate | undefined,
  { exit, lineAtUs, clock }: GateWorld,
): Promise<'open' | 'late' | 'exited'> {
  if (gate === undefined) return 'open';
  return await firstOf<'open' | 'late' | 'exited'>([
    async (over) => ((await orAborted(exit, over)) === undefined ? undefined : 'exited'),
    async (over) => {
      const saidUs = await orAborted(lineAtUs, over);
      if (saidUs === undefined) return undefined;
      await clock.sleep(Math.max(0, gate.afterMs - (clock.monotonicUs() - saidUs) / 1_000), over);
      return 'open';
    },
    async (over) => {
      await clock.sleep(gate.atMostMs, over);
      return 'late';
    },
  ]);
}
