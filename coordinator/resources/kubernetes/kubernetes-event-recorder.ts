import { createHash } from 'node:crypto';
import { apiVersion } from '../../../shared/kinds/kinds.ts';
import type { Log } from '../../../shared/log.ts';
import { abortLater } from '../../../shared/runtime/abort-later.ts';
import { type BackoffRule, backoffMs } from '../../../shared/runtime/backoff.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { EventRecorder, ObjectEvent } from '../event-recorder.ts';
import type { ResourceRef } from '../resource-source.ts';
import { EventFolder, type EventSubject, type FoldedEvent } from './fold-events.ts';
import type { KubeAnswer } from './kube-answer.ts';
import type { KubeApi } from './kube-api.ts';
import { RecentMap } from './recent-map.ts';

const events = { group: '', version: 'v1', plural: 'events' };
const maxWaiting = 1_000;
const remembered = 4_096;
const tries = 5;
const backoff: BackoffRule = { initialMs: 500, maxMs: 10_000 };
const drainMs = 2_000;

export interface EventRecorderParts {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly log: Log;
  /** Which replica tells: the name of its pod. */
  readonly instance: string;
}

/**
 * Writes Events of core/v1, which `kubectl describe` shows below the object. Events wait in memory, at most 1,000,
 * for `run`, which sends one at a time; a newer one takes the place of the same one that still waits.
 */
export class KubernetesEventRecorder implements EventRecorder {
  readonly #parts: EventRecorderParts;
  readonly #folder = new EventFolder();
  readonly #waiting = new Map<string, FoldedEvent>();
  /** The keys of the Events that are there. */
  readonly #written = new RecentMap<true>(remembered);
  #bell = Promise.withResolvers<void>();
  #isOverfull = false;

  constructor(parts: EventRecorderParts) {
    this.#parts = parts;
  }

  record(about: EventSubject, event: ObjectEvent): void {
    const folded = this.#folder.fold(about, event, Math.floor(this.#parts.clock.unixUs() / 1_000));
    if (folded === undefined) return;
    if (this.#waiting.size >= maxWaiting && !this.#waiting.has(folded.key)) {
      if (!this.#isOverfull)
        this.#parts.log.warn({ waiting: maxWaiting }, 'Gave up events that nobody takes');
      this.#isOverfull = true;
      return;
    }
    this.#waiting.set(folded.key, folded);
    this.#bell.resolve();
  }

  /** Sends until the signal aborts, then what still waits, for at most 2 s. */
  async run(signal: AbortSignal): Promise<void> {
    using patience = abortLater(signal, drainMs);
    const wake = (): void => this.#bell.resolve();
    signal.addEventListener('abort', wake, { once: true });
    while (!patience.signal.aborted) {
      const [next] = this.#waiting.values();
      if (next !== undefined) {
        this.#waiting.delete(next.key);
        await this.#deliver(next, patience.signal);
        continue;
      }
      this.#isOverfull = false;
      if (signal.aborted) break;
      await this.#bell.promise;
      this.#bell = Promise.withResolvers<void>();
    }
    signal.removeEventListener('abort', wake);
    if (this.#waiting.size > 0)
      this.#parts.log.warn({ waiting: this.#waiting.size }, 'Gave up events at the stop');
  }

  async #deliver(event: FoldedEvent, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.#parts;
    const { namespace, name } = event.about;
    const facts = { capture: `${namespace}/${name}`, reason: event.reason };
    for (let attempt = 0; ; attempt += 1) {
      const problem = await this.#send(event, signal);
      if (problem === undefined) return;
      if (problem.isFinal || attempt + 1 >= tries || signal.aborted) {
        log.warn({ ...facts, problem: problem.message }, 'Failed to write an event');
        return;
      }
      await clock.sleep(backoffMs(backoff, attempt, Math.random()), signal).catch(() => undefined);
    }
  }

  /** Undefined where it is there now. */
  async #send(
    event: FoldedEvent,
    signal: AbortSignal,
  ): Promise<{ readonly message: string; readonly isFinal: boolean } | undefined> {
    try {
      const answer = await this.#write(event, signal);
      if (answer.kind === 'done') return undefined;
      const isFinal = answer.code !== 409 && answer.code !== 429 && answer.code < 500;
      return { message: answer.message, isFinal };
    } catch (error) {
      return { message: error instanceof Error ? error.message : String(error), isFinal: false };
    }
  }

  async #write(event: FoldedEvent, signal: AbortSignal): Promise<KubeAnswer> {
    const { api } = this.#parts;
    const { message, count, about } = event;
    const place = { namespace: about.namespace, name: toName(event) };
    const change = { message, count, lastTimestamp: toTime(event.lastUnixMs) };
    if (this.#written.get(event.key) !== undefined) {
      const answer = await api.mergePatch(events, place, change, { signal });
      // Events live for an hour; a later one begins anew.
      if (answer.kind === 'done' || answer.code !== 404) return answer;
    }
    const answer = await api.create(events, about.namespace, this.#toBody(event, place), { signal });
    // An earlier try arrived, though its answer did not.
    const isThere = answer.kind === 'refused' && answer.reason === 'AlreadyExists';
    if (answer.kind === 'done' || isThere) this.#written.set(event.key, true);
    return isThere ? api.mergePatch(events, place, change, { signal }) : answer;
  }

  #toBody(event: FoldedEvent, place: ResourceRef): object {
    const { about, type, reason, message, count, firstUnixMs, lastUnixMs } = event;
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: place,
      involvedObject: {
        apiVersion,
        kind: 'PowerTool',
        namespace: about.namespace,
        name: about.name,
        uid: about.uid,
      },
      type,
      reason,
      message,
      count,
      firstTimestamp: toTime(firstUnixMs),
      lastTimestamp: toTime(lastUnixMs),
      source: { component: 'toe-coordinator' },
      reportingComponent: 'toe.run/coordinator',
      reportingInstance: this.#parts.instance,
    };
  }
}

/**
 * The same for every try to write it, so that none is written twice, and in the order in which they were told: Events
 * keep whole seconds, and `kubectl describe` shows those of one second by their names.
 */
function toName({ key, about, serial, firstUnixMs }: FoldedEvent): string {
  const order = [firstUnixMs.toString(16), (serial % 0x10000).toString(16).padStart(4, '0')].join('');
  const digest = createHash('sha256').update(`${firstUnixMs} ${key}`).digest('hex');
  return `${about.name}.${order}.${digest.slice(0, 8)}`;
}

function toTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
