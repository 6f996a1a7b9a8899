import { type CronSchedule, readCron } from '../../shared/domain/cron.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import { isTerminal, type PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { ObjectEvent } from '../resources/event-recorder.ts';
import type { Child } from './template-store.ts';

/** More missed firings than these point to a fault, of a clock for instance. As of CronJob. */
const manyMissed = 100;

/** What the status of a template says of its past. Instants are milliseconds since 1970. */
export interface Past {
  /** The last instant that was dealt with. */
  readonly lastMs: number | undefined;
  /** The first that was not due when the status was written. */
  readonly nextMs: number | undefined;
}

export interface FiringDecision {
  /** To be stopped before anything is created. */
  readonly stop: readonly Child[];
  /** The instant that a PowerTool is to be created for. */
  readonly fireMs: number | undefined;
  readonly past: Past;
  /** Children that no status counts yet. */
  readonly adopted: number;
  /** Instants since the last status for which nothing was or will be created. */
  readonly missed: number;
  readonly events: readonly ObjectEvent[];
}

/**
 * What is due of a schedule: of the instants since the last one that was dealt with, or since the template was
 * created, the latest is started, and the others are missed. As CronJob decides, save that an instant is dealt with
 * once and for all: what Forbid skips or the deadline forbids is not started later. Pure; deciding again before the
 * status is written decides the same.
 */
export function decideFirings(
  template: Resource<PowerToolSpec>,
  before: Past,
  children: readonly Child[],
  nowMs: number,
): FiringDecision {
  const { spec, metadata } = template;
  const schedule = readCron(spec.schedule, spec.timeZone === '' ? 'UTC' : spec.timeZone);
  const sinceMs = before.lastMs ?? Date.parse(metadata.creationTimestamp);
  const { adopted, lastMs: knownMs } = adoptChildren(children, before.lastMs, nowMs);
  const latestMs = schedule.lastUntil(nowMs);
  const isNew = latestMs !== undefined && latestMs > Math.max(sinceMs, knownMs ?? sinceMs);
  const lastMs = isNew ? latestMs : knownMs;
  const nextMs = schedule.nextAfter(Math.max(nowMs, lastMs ?? nowMs));
  const settled = { stop: [], fireMs: undefined, past: { lastMs, nextMs }, adopted, missed: 0, events: [] };
  // Nothing was to come before this: the schedule was edited since, and what it now says of the past is not owed.
  if (before.nextMs !== undefined && before.nextMs > nowMs) return settled;
  const owed = schedule.countBetween(sinceMs, nowMs) - adopted;
  if (owed <= 0) return settled;
  if (!isNew) return { ...settled, missed: owed, events: [tellMissed(owed)] };
  const due = { schedule, sinceMs, latestMs, owed, nowMs };
  const active = children.filter((child) => !isTerminal(child.phase));
  return { ...settled, ...decideDue(due, spec, active) };
}

/** Children that are due after the last instant that was dealt with: created, but the status was not written. */
export function adoptChildren(
  children: readonly Child[],
  lastMs: number | undefined,
  nowMs: number,
): { readonly adopted: number; readonly lastMs: number | undefined } {
  const instants = children
    .map((child) => child.dueMs)
    .filter((dueMs) => dueMs > (lastMs ?? Number.NEGATIVE_INFINITY) && dueMs <= nowMs);
  return { adopted: instants.length, lastMs: instants.length === 0 ? lastMs : Math.max(...instants) };
}

interface Due {
  readonly schedule: CronSchedule;
  readonly sinceMs: number;
  readonly latestMs: number;
  readonly owed: number;
  readonly nowMs: number;
}

type DueDecision = Pick<FiringDecision, 'stop' | 'fireMs' | 'missed' | 'events'>;

function decideDue(due: Due, spec: PowerToolSpec, active: readonly Child[]): DueDecision {
  const { latestMs, owed, nowMs } = due;
  const latest = new Date(latestMs).toISOString();
  const deadlineSeconds = spec.startingDeadlineSeconds;
  if (deadlineSeconds !== undefined && nowMs - latestMs >= deadlineSeconds * 1_000) {
    const why = `startingDeadlineSeconds, ${deadlineSeconds}, had passed`;
    const message = `Missed ${countFirings(owed)}, the last of ${latest}: ${why}`;
    return nothing(owed, [{ type: 'Warning', reason: reasons.FiringMissed, message }]);
  }
  const earlier = tellEarlier(due, deadlineSeconds);
  const [first] = active;
  if (spec.concurrencyPolicy === 'Forbid' && first !== undefined) {
    const message = `Skipped the firing of ${latest}: "${first.name}" is under way, and concurrencyPolicy is Forbid`;
    return nothing(owed, [...earlier, { type: 'Normal', reason: reasons.FiringSkipped, message }]);
  }
  const replaced = spec.concurrencyPolicy === 'Replace' ? active : [];
  const stop = replaced.filter((child) => !child.isStopRequested);
  const told = stop.map(({ name }): ObjectEvent => {
    const message = `Stopped "${name}": the firing of ${latest} replaces it`;
    return { type: 'Normal', reason: reasons.FiringReplaced, message };
  });
  return { stop, fireMs: latestMs, missed: owed - 1, events: [...earlier, ...told] };
}

function nothing(missed: number, events: readonly ObjectEvent[]): DueDecision {
  return { stop: [], fireMs: undefined, missed, events };
}

/** Tells of the firings before the latest, if there are any. */
function tellEarlier(
  { schedule, sinceMs, owed, nowMs }: Due,
  deadlineSeconds: number | undefined,
): readonly ObjectEvent[] {
  if (owed < 2) return [];
  const deadlineMs = deadlineSeconds === undefined ? sinceMs : nowMs - deadlineSeconds * 1_000;
  if (schedule.countBetween(Math.max(sinceMs, deadlineMs), nowMs) <= manyMissed)
    return [tellMissed(owed - 1)];
  const message = `Missed ${countFirings(owed - 1)} since ${new Date(sinceMs).toISOString()}: set or lower startingDeadlineSeconds, or check the clocks`;
  return [{ type: 'Warning', reason: reasons.TooManyMissed, message }];
}

function tellMissed(count: number): ObjectEvent {
  const message = `Missed ${countFirings(count)}: of those that are late, only the latest is started`;
  return { type: 'Warning', reason: reasons.FiringMissed, message };
}

function countFirings(count: number): string {
  return count === 1 ? '1 firing' : `${count} firings`;
}
