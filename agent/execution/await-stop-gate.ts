import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { firstOf, orAborted } from './first-of.ts';
import { measureOutput } from './measure-output.ts';
import type { ToolGate, ToolRequest } from './tool-request.ts';

const lookEveryMs = 100;

interface SignWorld {
  readonly request: Pick<ToolRequest, 'directory' | 'stop'>;
  /** Resolves when the tool has written the awaited line; never where it does not. */
  readonly lineFound: Promise<void>;
  readonly clock: Clock;
}

interface GateWorld {
  readonly exit: Promise<unknown>;
  /** As `awaitSign` tells it. */
  readonly signAtUs: Promise<number | undefined>;
  readonly clock: Clock;
}

/** When the sign of the gate was there, by the monotonic clock; undefined where it was not until the signal aborts. */
export async function awaitSign(
  { request, lineFound, clock }: SignWorld,
  signal: AbortSignal,
): Promise<number | undefined> {
  const sign = request.stop.notBefore?.sign;
  if (sign === undefined) return undefined;
  if ('line' in sign) {
    const at = lineFound.then(() => clock.monotonicUs());
    return await orAborted(at, signal);
  }
  try {
    while ((await measureOutput(request.directory, [sign.file])) === 0)
      await clock.sleep(lookEveryMs, signal);
    return clock.monotonicUs();
  } catch (error) {
    if (isAbort(error)) return undefined;
    throw error;
  }
}

/** Waits until the stop signal does no harm, not for ever, and not for a tool that has ended. */
export async function awaitStopGate(
  gate: ToolGate | undefined,
  { exit, signAtUs, clock }: GateWorld,
): Promise<'open' | 'late' | 'exited'> {
  if (gate === undefined) return 'open';
  return await firstOf<'open' | 'late' | 'exited'>([
    async (over) => ((await orAborted(exit, over)) === undefined ? undefined : 'exited'),
    async (over) => {
      const atUs = await orAborted(signAtUs, over);
      if (atUs === undefined) return undefined;
      await clock.sleep(Math.max(0, gate.afterMs - (clock.monotonicUs() - atUs) / 1_000), over);
      return 'open';
    },
    async (over) => {
      await clock.sleep(gate.atMostMs, over);
      return 'late';
    },
  ]);
}
