import { decideFirings, type FiringDecision, type Past } from '../../coordinator/templates/decide-firings.ts';
import { toFiringName } from '../../coordinator/templates/make-child.ts';
import type { Child } from '../../coordinator/templates/template-store.ts';
import type { Phase } from '../../shared/kinds/power-tool.ts';
import { aTemplate } from './template.ts';

export const ms = (text: string): number => Date.parse(text);
export const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

/** What the hourly template created for this instant. */
export function aChild(dueAt: string, phase: Phase = 'Running', isStopRequested = false): Child {
  const dueMs = ms(dueAt);
  const name = toFiringName('nightly', dueMs);
  return { name, phase, isStopRequested, dueMs, completedAt: undefined, node: undefined };
}

interface Situation {
  readonly fields?: object;
  readonly last?: string;
  readonly next?: string;
  readonly children?: readonly Child[];
  readonly now: string;
}

/** Hourly at full hours where the fields do not say otherwise; created at midnight of the year. */
export function decide({ fields, last, next, children = [], now }: Situation): FiringDecision {
  const template = aTemplate({ schedule: '@hourly', ...fields });
  const past: Past = {
    lastMs: last === undefined ? undefined : ms(last),
    nextMs: next === undefined ? undefined : ms(next),
  };
  return decideFirings(template, past, children, ms(now));
}

/** In words, for tables. */
export function tell(decision: FiringDecision): object {
  const { fireMs, past, missed, adopted, stop, events } = decision;
  return {
    fires: iso(fireMs),
    last: iso(past.lastMs),
    next: iso(past.nextMs),
    missed,
    adopted,
    stops: stop.map(({ name }) => name),
    events: events.map(({ type, reason, message }) => `${type} ${reason}: ${message}`),
  };
}

/** Of a decision that nothing fires. */
export const nothing = { fires: undefined, missed: 0, adopted: 0, stops: [], events: [] };
/** A time of one day. */
export const at = (time: string): string => `2026-01-05T${time}.000Z`;
