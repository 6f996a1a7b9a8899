import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { ToolRequest } from './tool-request.ts';

/** A tool that is under way, as far as ticks go. */
interface TickedTool {
  readonly request: Pick<ToolRequest, 'ticks'>;
  readonly blocked: { readonly pid: number; kill(signal: NodeJS.Signals): boolean };
  readonly clock: Clock;
  readonly startedUs: number;
}

/**
 * Sends the tool its tick on the beat of its start until the signal aborts. A beat on which the tool has no handler
 * for it is left out: it would be ended by it.
 */
export async function sendTicks(
  { request, blocked, clock, startedUs }: TickedTool,
  over: AbortSignal,
): Promise<void> {
  const { ticks } = request;
  if (ticks === undefined) return;
  try {
    for (let beat = 1; ; beat += 1) {
      const atUs = startedUs + beat * ticks.everyMs * 1_000;
      await clock.sleep(Math.max(0, (atUs - clock.monotonicUs()) / 1_000), over);
      if (await handles(blocked.pid, ticks.signal)) blocked.kill(ticks.signal);
    }
  } catch (error) {
    if (!isAbort(error)) throw error;
  }
}

/** By proc_pid_status(5), SigCgt. */
async function handles(pid: number, signal: NodeJS.Signals): Promise<boolean> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, caught = '0'] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(text) ?? [];
  return ((BigInt(`0x${caught}`) >> BigInt(constants.signals[signal] - 1)) & 1n) === 1n;
}
