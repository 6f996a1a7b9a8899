import { clipText } from '../../../shared/domain/clip-text.ts';
import type { ObjectEvent } from '../event-recorder.ts';
import type { ResourceRef } from '../resource-source.ts';
import { RecentMap } from './recent-map.ts';

/** Limits as those of client-go's EventCorrelator. */
const maxMessages = 10;
const windowMs = 10 * 60_000;
const burst = 25;
const refillMs = 5 * 60_000;
const remembered = 4_096;
/** What events.k8s.io takes. */
const maxMessageLength = 1_024;

export interface EventSubject extends ResourceRef {
  readonly uid: string;
}

/** An Event as it is to stand in the API server. */
export interface FoldedEvent extends ObjectEvent {
  /** The same key is the same Event, with a higher count. */
  readonly key: string;
  readonly about: EventSubject;
  readonly count: number;
  /** Rises with every Event that is a new one. */
  readonly serial: number;
  readonly firstUnixMs: number;
  readonly lastUnixMs: number;
}

/**
 * Decides which Event tells of what happened, so that nobody drowns in them:
 * - the same object, reason and message are one Event that is counted;
 * - of one object and reason, messages beyond 10 different ones within 10 minutes are one combined Event;
 * - of one object and reason, 25 at once are told and one in 5 minutes after that. client-go has one such limit for
 *   all reasons of an object; here a thousand failed nodes do not silence the end of their capture.
 */
export class EventFolder {
  readonly #groups = new RecentMap<{ readonly messages: ReadonlySet<string>; readonly lastMs: number }>(
    remembered,
  );
  readonly #events = new RecentMap<Pick<FoldedEvent, 'count' | 'serial' | 'firstUnixMs'>>(remembered);
  readonly #buckets = new RecentMap<{ readonly tokens: number; readonly atMs: number }>(remembered);

  #serial = 0;

  /** Undefined where it is not to be told. */
  fold(about: EventSubject, event: ObjectEvent, unixMs: number): FoldedEvent | undefined {
    const group = [about.uid, event.type, event.reason].join(' ');
    const isCombined = this.#isOneTooMany(group, event.message, unixMs);
    const key = isCombined ? group : `${group} ${event.message}`;
    const before = this.#events.get(key);
    const count = (before?.count ?? 0) + 1;
    const firstUnixMs = before?.firstUnixMs ?? unixMs;
    const serial = before?.serial ?? ++this.#serial;
    this.#events.set(key, { count, serial, firstUnixMs });
    if (!this.#takeToken(group, unixMs)) return undefined;
    const prefix = isCombined ? '(combined from similar events): ' : '';
    const message = clipText(`${prefix}${event.message}`, maxMessageLength);
    return { ...event, message, key, about, count, serial, firstUnixMs, lastUnixMs: unixMs };
  }

  #isOneTooMany(group: string, message: string, unixMs: number): boolean {
    const before = this.#groups.get(group);
    const isOver = before === undefined || unixMs - before.lastMs > windowMs;
    const known = isOver ? new Set<string>() : before.messages;
    const isNew = !known.has(message);
    const isFull = known.size >= maxMessages;
    const messages = isNew && !isFull ? new Set(known).add(message) : known;
    this.#groups.set(group, { messages, lastMs: unixMs });
    return isNew && isFull;
  }

  #takeToken(group: string, unixMs: number): boolean {
    const { tokens, atMs } = this.#buckets.get(group) ?? { tokens: burst, atMs: unixMs };
    const filled = Math.min(burst, tokens + Math.max(0, unixMs - atMs) / refillMs);
    const isAllowed = filled >= 1;
    this.#buckets.set(group, { tokens: isAllowed ? filled - 1 : filled, atMs: unixMs });
    return isAllowed;
  }
}
