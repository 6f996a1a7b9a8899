import { isDeepStrictEqual } from 'node:util';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import { isTerminal, type PowerToolSpec, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { Log } from '../../shared/log.ts';
import type { EventRecorder, ObjectEvent } from '../resources/event-recorder.ts';
import { adoptChildren, decideFirings, type FiringDecision, type Past } from './decide-firings.ts';
import { decideHistory } from './decide-history.ts';
import { toFiring } from './make-child.ts';
import { type TemplateCheck, toFirings, toPast, toTemplateStatus } from './template-status.ts';
import type { Child, ChildCreated, NewChild, TemplateStore } from './template-store.ts';

/** A template is looked at this often at least. */
const idleMs = 10 * 60_000;
/** While children are under way, whose ends the status tells of. */
const activeMs = 15_000;

export interface TemplateDeps {
  readonly store: TemplateStore;
  readonly events: EventRecorder;
  readonly log: Log;
  /** Whether a capture of this template would be accepted now. A template that would not is as one suspended. */
  check(template: Resource<PowerToolSpec>): Promise<TemplateCheck>;
}

/**
 * One pass over a template: stop → fire → status → history. Every step looks at what is, so the pass may be repeated
 * at any time, also by another coordinator, and after an end in the middle. Returns in how many milliseconds the
 * template has to be looked at again; undefined once it has ended. `nowMs` is since 1970.
 */
export async function reconcileTemplate(
  template: Resource<PowerToolSpec>,
  status: PowerToolStatus | undefined,
  deps: TemplateDeps,
  nowMs: number,
): Promise<number | undefined> {
  if (status !== undefined && isTerminal(status.phase)) return undefined;
  const { metadata, spec } = template;
  const check = await deps.check(template);
  const children = await deps.store.listChildren(metadata);
  const before = toPast(status?.firings);
  const decision = decide(template, check, before, children, nowMs);
  for (const { name } of decision.stop) await deps.store.requestStop({ namespace: metadata.namespace, name });
  const fired = await fire(template, decision.fireMs, deps);
  const counted = {
    past: decision.past,
    fired: decision.adopted + (fired.isThere ? 1 : 0),
    missed: decision.missed + (fired.isThere || fired.child === undefined ? 0 : 1),
    children: withChild(children, fired),
  };
  const firings = toFirings(counted, status?.firings);
  const nowIso = new Date(nowMs).toISOString();
  const next = toTemplateStatus({ spec, check, firings, nowIso }, status);
  if (!isDeepStrictEqual(next, status)) {
    if ((await deps.store.writeStatus(metadata, metadata.uid, next)) !== 'written') return undefined;
  }
  for (const event of [...decision.events, ...fired.events]) deps.events.record(metadata, event);
  for (const { name } of decideHistory(spec, children, nowMs))
    await deps.store.deleteChild({ namespace: metadata.namespace, name });
  if (isTerminal(next.phase)) return undefined;
  const untilNextMs = (decision.past.nextMs ?? Number.POSITIVE_INFINITY) - nowMs;
  return Math.max(1, Math.min(untilNextMs, firings.active.length === 0 ? idleMs : activeMs));
}

function decide(
  template: Resource<PowerToolSpec>,
  check: TemplateCheck,
  before: Past,
  children: readonly Child[],
  nowMs: number,
): FiringDecision {
  const { spec } = template;
  const isQuiet = spec.stop || spec.suspend || check.kind === 'refused' || spec.schedule === '';
  if (!isQuiet) return decideFirings(template, before, children, nowMs);
  const { adopted, lastMs } = adoptChildren(children, before.lastMs, nowMs);
  const running = children.filter((child) => !isTerminal(child.phase) && !child.isStopRequested);
  return {
    stop: spec.stop ? running : [],
    fireMs: undefined,
    past: { lastMs, nextMs: undefined },
    adopted,
    missed: 0,
    events: [],
  };
}

interface Fired {
  readonly child: NewChild | undefined;
  readonly dueMs: number;
  readonly isThere: boolean;
  readonly events: readonly ObjectEvent[];
}

async function fire(
  template: Resource<PowerToolSpec>,
  dueMs: number | undefined,
  deps: TemplateDeps,
): Promise<Fired> {
  if (dueMs === undefined) return { child: undefined, dueMs: 0, isThere: false, events: [] };
  const child = toFiring(template, dueMs);
  const created = await deps.store.createChild(child);
  const isThere = created.kind === 'created' || created.kind === 'exists';
  const { namespace, name } = template.metadata;
  deps.log.info(
    { template: `${namespace}/${name}`, child: child.name, result: created.kind },
    'Template fired',
  );
  return { child, dueMs, isThere, events: [tellCreated(child.name, new Date(dueMs).toISOString(), created)] };
}

/** What a template is told of a child that was or was not created. */
export function tellCreated(child: string, occasion: string, created: ChildCreated): ObjectEvent {
  switch (created.kind) {
    case 'created':
    case 'exists':
      return { type: 'Normal', reason: reasons.Fired, message: `Created "${child}" for ${occasion}` };
    case 'taken': {
      const message = `Cannot create "${child}" for ${occasion}: another PowerTool has that name`;
      return { type: 'Warning', reason: reasons.FiringRefused, message };
    }
    case 'invalid': {
      const why = created.faults.map(({ path, message }) => `${path}: ${message}`).join('; ');
      const message = `Cannot create "${child}" for ${occasion}: ${why}`;
      return { type: 'Warning', reason: reasons.FiringRefused, message };
    }
    default:
      return created satisfies never;
  }
}

function withChild(children: readonly Child[], { child, dueMs, isThere }: Fired): readonly Child[] {
  if (child === undefined || !isThere || children.some(({ name }) => name === child.name)) return children;
  const { name } = child;
  const made = { name, phase: 'Pending', isStopRequested: false, dueMs, completedAt: undefined } as const;
  return [...children, { ...made, node: undefined }];
}
