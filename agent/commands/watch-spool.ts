import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type Condition, untilChanged } from '../../shared/runtime/condition.ts';
import { isAbort, type Part } from '../../shared/runtime/group.ts';
import { readFreeBytes } from '../targets/free-bytes.ts';
import type { Commands } from './commands.ts';

/** A fast disk takes a gigabyte a second, and the floor of a small machine is half of one. */
const periodMs = 250;

/** Stops what runs when the spool's disk goes below its floor of free space; sealed files are never touched. */
export function watchSpool(deps: {
  readonly commands: Commands;
  /** Changes when a command begins. */
  readonly begun: Condition;
  readonly spool: string;
  readonly floorBytes: number;
  readonly clock: Clock;
  readonly log: Log;
}): Part {
  return async (signal) => {
    let wasBelow = false;
    while (!signal.aborted) {
      try {
        // At rest nothing wakes it.
        if (deps.commands.countUnderWay() === 0) {
          await untilChanged(deps.begun, signal);
          continue;
        }
        await deps.clock.sleep(periodMs, signal);
        const freeBytes = await readFreeBytes(deps.spool);
        const isBelow = freeBytes < deps.floorBytes;
        if (isBelow && !wasBelow)
          deps.log.error(
            { freeBytes, floorBytes: deps.floorBytes },
            'Spool fell below its floor of free space',
          );
        wasBelow = isBelow;
        if (!isBelow) continue;
        deps.commands.stopForSpace(
          `The spool's disk has ${toBytesText(freeBytes)} free: at least ${toBytesText(deps.floorBytes)} is needed`,
        );
      } catch (error) {
        if (isAbort(error)) return;
        throw error;
      }
    }
  };
}
