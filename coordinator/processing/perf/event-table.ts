import type { FrameTable } from '../frame-table.ts';
import { type EventCounts, type EventQuality, startCounts } from './input-quality.ts';
import { toSafeName } from './name-frame.ts';
import { hashText, TextMap } from './text-map.ts';

const maxEvents = 1_000;

/** One event: its frame's number and what was counted. */
export interface EventEntry {
  readonly frame: number;
  readonly counts: EventCounts;
}

/** The counts of every event of one input; beyond 1,000 events the others share one. */
export class EventTable {
  readonly #frames: FrameTable;
  readonly #texts = new TextMap<EventEntry>(maxEvents, 1 << 16);
  readonly #entries = new Map<string, EventEntry>();
  readonly #make = (text: string): EventEntry => this.#findByName(nameEvent(text));

  constructor(frames: FrameTable) {
    this.#frames = frames;
  }

  /** The counts of the event that stands in `bytes[start, end)`, modifiers and all. */
  find(bytes: Buffer, start: number, end: number): EventEntry {
    return this.#texts.get(bytes, start, end, hashText(bytes, start, end), this.#make);
  }

  toQuality(): readonly EventQuality[] {
    return [...this.#entries.values()].map(({ counts }) => counts);
  }

  #findByName(name: string): EventEntry {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    if (this.#entries.size >= maxEvents && name !== otherEvents) return this.#findByName(otherEvents);
    const frame = this.#frames.intern({ name, kind: 'event', object: '' });
    const entry = { frame, counts: startCounts(name) };
    this.#entries.set(name, entry);
    return entry;
  }
}

const otherEvents = 'other events';

/** Without the modifiers after the last colon (perf-list(1)); a tracepoint keeps its name. */
function nameEvent(text: string): string {
  return toSafeName(text.replace(/:[ukhGHpPSDIWeRb]*$/, ''));
}
