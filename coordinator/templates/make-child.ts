import { createHash } from 'node:crypto';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import {
  type NewChild,
  scheduledAtAnnotation,
  scheduledByLabel,
  triggeredAtAnnotation,
  triggeredByLabel,
} from './template-store.ts';

/** A name of an object is a DNS label. */
const maxNameLength = 63;
/** A node that leaves has no time to lose. */
const occasionLeadTime = '100ms';

const ofTemplatesAlone: ReadonlySet<string> = new Set([
  'schedule',
  'timeZone',
  'startingDeadlineSeconds',
  'concurrencyPolicy',
  'suspend',
  'successfulRunsHistoryLimit',
  'failedRunsHistoryLimit',
  'trigger',
  'stop',
] satisfies (keyof PowerToolSpec)[]);

/** What a template creates for an instant of its schedule, milliseconds since 1970. */
export function toFiring(template: Resource<PowerToolSpec>, dueMs: number): NewChild {
  const { name } = template.metadata;
  return {
    ...toOwned(template),
    name: toFiringName(name, dueMs),
    spec: toChildSpec(template.spec),
    labels: { [scheduledByLabel]: name },
    annotations: { [scheduledAtAnnotation]: new Date(dueMs).toISOString() },
  };
}

/** What a template creates for a node that leaves. `nowMs` is the coordinator's time, milliseconds since 1970. */
export function toOccasion(
  template: Resource<PowerToolSpec>,
  occasion: { readonly name: string; readonly node: string },
  nowMs: number,
): NewChild {
  const { spec } = template;
  const start = { ...spec.start, leadTime: occasionLeadTime };
  return {
    ...toOwned(template),
    name: occasion.name,
    spec: { ...toChildSpec(spec), targets: { nodeNames: [occasion.node] }, start },
    labels: { [triggeredByLabel]: template.metadata.name },
    annotations: { [triggeredAtAnnotation]: new Date(nowMs).toISOString() },
  };
}

/** One name for one instant, so that it is created once, whoever tries. As CronJob names its Jobs. */
export function toFiringName(template: string, dueMs: number): string {
  return toChildName(template, String(Math.floor(dueMs / 60_000)));
}

/** One name for each time that a node leaves. */
export function toOccasionName(
  template: string,
  node: { readonly uid: string; readonly leavingAt: string },
): string {
  return toChildName(template, shortHash(`${node.uid} ${node.leavingAt}`));
}

/** `<template>-<suffix>`; of a template with a long name its beginning and a hash of it. */
function toChildName(template: string, suffix: string): string {
  const name = `${template}-${suffix}`;
  if (name.length <= maxNameLength) return name;
  const end = `-${shortHash(template)}-${suffix}`;
  return `${template.slice(0, maxNameLength - end.length).replace(/-+$/, '')}${end}`;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

function toOwned({ metadata }: Resource<PowerToolSpec>): Pick<NewChild, 'namespace' | 'owner'> {
  const { namespace, name, uid } = metadata;
  return { namespace, owner: { kind: 'PowerTool', name, uid } };
}

function toChildSpec(spec: PowerToolSpec): object {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !ofTemplatesAlone.has(field)));
}
