import { reasons } from '../../shared/domain/reasons.ts';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import {
  type Condition,
  type FiringsStatus,
  isTerminal,
  type PowerToolSpec,
  type PowerToolStatus,
} from '../../shared/kinds/power-tool.ts';
import { withCondition } from '../reconcile/conditions.ts';
import type { Past } from './decide-firings.ts';
import type { Child } from './template-store.ts';

/** Lists in a status hold this many. */
const listed = 20;

/** Whether what the template asks for is allowed now, for instance of its tool. */
export type TemplateCheck =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly reason: string; readonly message: string };

export interface TemplateState {
  readonly spec: PowerToolSpec;
  readonly check: TemplateCheck;
  readonly firings: FiringsStatus;
  readonly nowIso: string;
}

export function toTemplateStatus(
  state: TemplateState,
  previous: PowerToolStatus | undefined,
): PowerToolStatus {
  const isEnded = state.spec.stop && state.firings.active.length === 0;
  // A template runs nothing itself.
  return {
    ...emptyStatus,
    phase: isEnded ? 'Succeeded' : 'Scheduled',
    conditions: toConditions(state, previous?.conditions ?? [], isEnded),
    firings: state.firings,
    ...(isEnded ? { completedAt: previous?.completedAt ?? state.nowIso } : {}),
  };
}

function toConditions(
  { spec, check, firings, nowIso }: TemplateState,
  before: readonly Condition[],
  isEnded: boolean,
): readonly Condition[] {
  const accepted =
    check.kind === 'accepted'
      ? ({ status: 'True', reason: reasons.Accepted, message: '' } as const)
      : ({ status: 'False', reason: check.reason, message: check.message } as const);
  let conditions = withCondition(before, { type: 'Accepted', ...accepted }, nowIso);
  if (spec.suspend) {
    const suspended = { status: 'True', reason: reasons.Suspended, message: 'spec.suspend is true' } as const;
    conditions = withCondition(conditions, { type: 'Suspended', ...suspended }, nowIso);
  } else {
    conditions = conditions.filter(({ type }) => type !== 'Suspended');
  }
  if (!isEnded) return conditions;
  const message = `Stopped on request after ${firings.fired} fired`;
  const complete = { status: 'True', reason: reasons.StoppedEarly, message } as const;
  return withCondition(conditions, { type: 'Complete', ...complete }, nowIso);
}

export interface Counted {
  readonly past: Past;
  readonly fired: number;
  readonly missed: number;
  readonly children: readonly Child[];
}

/** The firings of a status after these, which come on top of what it counted. */
export function toFirings(counted: Counted, previous: FiringsStatus | undefined): FiringsStatus {
  const { lastMs, nextMs } = counted.past;
  const successes = counted.children
    .filter((child) => child.phase === 'Succeeded')
    .map((child) => child.completedAt ?? '');
  const lastSuccess = [previous?.lastSuccessfulTime ?? '', ...successes].toSorted().at(-1) ?? '';
  const active = counted.children
    .filter((child) => !isTerminal(child.phase))
    .toSorted((left, right) => left.dueMs - right.dueMs)
    .map((child) => child.name);
  return {
    ...(lastMs === undefined ? {} : { lastScheduleTime: new Date(lastMs).toISOString() }),
    ...(nextMs === undefined ? {} : { nextScheduleTime: new Date(nextMs).toISOString() }),
    ...(lastSuccess === '' ? {} : { lastSuccessfulTime: lastSuccess }),
    fired: (previous?.fired ?? 0) + counted.fired,
    missed: (previous?.missed ?? 0) + counted.missed,
    active: active.slice(0, listed),
  };
}

/** What a status says of the past; undefined where it does not, or not in the form of an instant. */
export function toPast(firings: FiringsStatus | undefined): Past {
  const toMs = (text: string | undefined): number | undefined => {
    const ms = Date.parse(text ?? '');
    return Number.isNaN(ms) ? undefined : ms;
  };
  return { lastMs: toMs(firings?.lastScheduleTime), nextMs: toMs(firings?.nextScheduleTime) };
}
