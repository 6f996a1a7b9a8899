import type { EventName } from '../baseline/option-grammar.ts';
import type { ValueReading } from './value-reading.ts';

/** User, kernel and hypervisor, then precision, in this order only. */
const modifierPattern = /^(?=.)u?k?h?(?:p{0,3}|P)$/;

const lookups = new WeakMap<readonly EventName[], ReadonlyMap<string, EventName>>();

/** Reads a comma-separated list of known events; aliases become the event's own name. */
export function readEvents(text: string, events: readonly EventName[], maxEvents: number): ValueReading {
  const wanted = (): ValueReading => ({
    kind: 'unreadable',
    wanted: `up to ${maxEvents} different events of ${events.map(({ name }) => name).join(', ')}`,
  });
  const parts = text.split(',');
  if (parts.length > maxEvents) return wanted();
  const canonical = new Set<string>();
  for (const part of parts) {
    const event = readEvent(part, events);
    if (event === undefined || canonical.has(event)) return wanted();
    canonical.add(event);
  }
  return { kind: 'read', canonical: [...canonical].join(',') };
}

/** Whether canonical event lists name nothing but tracepoints. */
export function isOnlyTracepoints(lists: readonly string[], events: readonly EventName[]): boolean {
  const known = lookupOf(events);
  const names = lists.flatMap((list) => list.split(','));
  return names.length > 0 && names.every((name) => known.get(name)?.sort === 'tracepoint');
}

/** The event of a name or alias, or undefined. */
export function findEvent(name: string, events: readonly EventName[]): EventName | undefined {
  return lookupOf(events).get(name);
}

function readEvent(text: string, events: readonly EventName[]): string | undefined {
  const whole = findEvent(text, events);
  if (whole !== undefined) return whole.name;
  const colon = text.lastIndexOf(':');
  if (colon < 0) return undefined;
  const event = findEvent(text.slice(0, colon), events);
  const modifiers = text.slice(colon + 1);
  if (event === undefined || event.sort === 'tracepoint' || !modifierPattern.test(modifiers))
    return undefined;
  return `${event.name}:${modifiers}`;
}

function lookupOf(events: readonly EventName[]): ReadonlyMap<string, EventName> {
  const known = lookups.get(events);
  if (known !== undefined) return known;
  const lookup = new Map(
    events.flatMap((event) => [event.name, ...event.aliases].map((name) => [name, event] as const)),
  );
  lookups.set(events, lookup);
  return lookup;
}
