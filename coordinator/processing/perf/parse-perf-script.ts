import type { FrameTable } from '../frame-table.ts';
import type { StackTree } from '../stack-tree.ts';
import { type EventEntry, EventTable } from './event-table.ts';
import { FrameTexts } from './frame-texts.ts';
import { countSample, type InputQuality } from './input-quality.ts';
import { idleComm, nameComm } from './name-frame.ts';
import { parseHeader, type SampleHeader } from './parse-header.ts';
import { hashText, TextMap } from './text-map.ts';

const maxDepth = 1_024;
const maxLineBytes = 65_536;
const maxThreads = 100_000;
const newline = 0x0a;
const space = 0x20;
const tab = 0x09;

/**
 * Reads the text of `perf script -F comm,pid,tid,cpu,time,period,event,ip,sym,dso` as it comes, in pieces of any
 * size, and adds every sample to the tree below `root`: event, thread name, then frames from the outermost in.
 * Lines that mean nothing are counted and passed over. Stacks deeper than 1,024 lose their outermost frames.
 */
export class PerfScriptParser {
  readonly #tree: StackTree;
  readonly #frames: FrameTable;
  readonly #root: number;
  readonly #frameTexts: FrameTexts;
  readonly #comms = new TextMap<number>(100_000, 1 << 22);
  readonly #events: EventTable;
  readonly #threads = new Set<number>();
  readonly #stack = new Int32Array(maxDepth);
  #depth = 0;
  #isCut = false;
  #isOpen = false;
  #event: EventEntry | undefined;
  #comm = 0;
  #isIdle = false;
  #period = 0;
  #carry: Buffer = Buffer.alloc(0);
  #isSkippingLine = false;
  #badLines = 0;
  #cutSamples = 0;
  #lostSamples: number | undefined;
  #headerHz: number | undefined;

  constructor(tree: StackTree, frames: FrameTable, root: number) {
    this.#tree = tree;
    this.#frames = frames;
    this.#root = root;
    this.#frameTexts = new FrameTexts(frames);
    this.#events = new EventTable(frames);
  }

  readonly #makeComm = (text: string): number => this.#frames.intern(nameComm(text));

  /** Takes the next piece; it is not kept. */
  push(chunk: Buffer): void {
    let start = 0;
    if (this.#carry.length > 0 || this.#isSkippingLine) {
      const lineEnd = chunk.indexOf(newline);
      if (lineEnd < 0) {
        this.#keep(chunk);
        return;
      }
      start = lineEnd + 1;
      const line = Buffer.concat([this.#carry, chunk.subarray(0, start)]);
      this.#carry = Buffer.alloc(0);
      if (this.#isSkippingLine) this.#isSkippingLine = false;
      else this.#parseLines(line, 0);
    }
    const rest = this.#parseLines(chunk, start);
    if (rest < chunk.length) this.#keep(chunk.subarray(rest));
  }

  /** The text has ended; the last sample needs no blank line. */
  end(): InputQuality {
    if (this.#carry.length > 0) this.push(Buffer.of(newline));
    this.#closeSample();
    return {
      events: this.#events.toQuality(),
      threads: this.#threads.size,
      badLines: this.#badLines,
      cutSamples: this.#cutSamples,
      lostSamples: this.#lostSamples,
      headerHz: this.#headerHz,
    };
  }

  /** Keeps the start of a line whose end has not come; a line without end is dropped at 64 KiB. */
  #keep(part: Buffer): void {
    if (this.#isSkippingLine) return;
    this.#carry = Buffer.concat([this.#carry, part]);
    if (this.#carry.length <= maxLineBytes) return;
    this.#carry = Buffer.alloc(0);
    this.#isSkippingLine = true;
    this.#badLines += 1;
  }

  /** Handles every whole line from `start` on; returns where the line without end begins. */
  #parseLines(bytes: Buffer, start: number): number {
    let lineStart = start;
    for (;;) {
      const lineEnd =
        this.#isOpen && bytes[lineStart] === tab
          ? this.#parseFrameLine(bytes, lineStart)
          : this.#parseOtherLine(bytes, lineStart);
      if (lineEnd < 0) return lineStart;
      lineStart = lineEnd + 1;
    }
  }

  /** `\t ADDR SYMBOL (OBJECT)`: returns the newline's offset, or -1 when it has not come. The hot path. */
  #parseFrameLine(bytes: Buffer, lineStart: number): number {
    let at = lineStart + 1;
    while (bytes[at] === space) at += 1;
    const addressStart = at;
    let byte = bytes[at] ?? newline;
    let address = 0;
    while ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)) {
      address = (Math.imul(address, 31) + byte) | 0;
      byte = bytes[++at] ?? newline;
    }
    const isKernel = at - addressStart === 16 && isKernelAddress(bytes, addressStart);
    const isFrame = at > addressStart && byte === space;
    const place = ((address ^ (address >>> 16)) << 1) | (isKernel ? 1 : 0);
    let lineEnd = isFrame ? this.#frameTexts.recall(bytes, at + 1, place) : -1;
    if (lineEnd < 0) {
      lineEnd = bytes.indexOf(newline, at);
      if (lineEnd < 0) return -1;
      if (!isFrame) {
        this.#badLines += 1;
        return lineEnd;
      }
      this.#frameTexts.learn(bytes, at + 1, lineEnd, isKernel, place);
    }
    if (this.#depth < maxDepth) this.#stack[this.#depth++] = this.#frameTexts.found;
    else this.#isCut = true;
    return lineEnd;
  }

  #parseOtherLine(bytes: Buffer, lineStart: number): number {
    const lineEnd = bytes.indexOf(newline, lineStart);
    if (lineEnd < 0) return -1;
    if (lineEnd === lineStart) {
      this.#closeSample();
      return lineEnd;
    }
    const header = lineEnd - lineStart > maxLineBytes ? undefined : parseHeader(bytes, lineStart, lineEnd);
    if (header === undefined) {
      this.#readNote(bytes.toString('utf8', lineStart, Math.min(lineEnd, lineStart + maxLineBytes)));
      return lineEnd;
    }
    this.#closeSample();
    this.#openSample(bytes, header);
    if (header.restStart < lineEnd) this.#parseFlatSample(bytes, header.restStart, lineEnd);
    return lineEnd;
  }

  /** Without call chains the one frame stands behind the event, and no blank line follows. */
  #parseFlatSample(bytes: Buffer, start: number, end: number): void {
    const line = Buffer.concat([Buffer.of(tab), bytes.subarray(start, end), Buffer.of(newline)]);
    this.#parseFrameLine(line, 0);
    this.#closeSample();
  }

  #openSample(bytes: Buffer, header: SampleHeader): void {
    this.#isOpen = true;
    this.#period = header.period;
    this.#event = this.#events.find(bytes, header.eventStart, header.eventEnd);
    countSample(this.#event.counts, header.period, header.timeSeconds);
    if (this.#threads.size < maxThreads) this.#threads.add(header.tid);
    this.#isIdle = header.pid === 0;
    this.#comm = this.#isIdle ? this.#frames.intern(idleComm) : this.#findComm(bytes, header);
  }

  #findComm(bytes: Buffer, { commStart, commEnd }: SampleHeader): number {
    const hash = hashText(bytes, commStart, commEnd);
    return this.#comms.get(bytes, commStart, commEnd, hash, this.#makeComm);
  }

  #closeSample(): void {
    const event = this.#event;
    if (!this.#isOpen || event === undefined) return;
    const tree = this.#tree;
    const innermost = this.#frames.frames[this.#stack[0] ?? 0];
    if (this.#isIdle) event.counts.idleSamples += 1;
    if (this.#depth === 0) event.counts.samplesWithoutFrames += 1;
    else if (innermost?.kind === 'unresolved') event.counts.unresolvedSamples += 1;
    let stack = tree.step(this.#root, event.frame);
    let below = stack < 0 ? -1 : tree.step(stack, this.#comm);
    for (let at = this.#depth - 1; at >= 0 && below >= 0; at -= 1) {
      stack = below;
      below = tree.step(stack, this.#stack[at] ?? 0);
    }
    if (below < 0) this.#isCut = true;
    else stack = below;
    tree.addSample(stack < 0 ? this.#root : stack, this.#period);
    if (this.#isCut) this.#cutSamples += 1;
    this.#isOpen = false;
    this.#isCut = false;
    this.#depth = 0;
  }

  /** Header comments, lost records, and whatever else is no sample. */
  #readNote(line: string): void {
    const lost = /: PERF_RECORD_LOST(?:_SAMPLES)? +lost (?:samples )?([0-9]{1,15})/.exec(line);
    if (lost !== null) this.#lostSamples = (this.#lostSamples ?? 0) + Number(lost[1]);
    else if (!line.startsWith('#')) this.#badLines += line.trim() === '' ? 0 : 1;
    else if (this.#headerHz === undefined) {
      const hz = /\{ sample_period, sample_freq \} = ([0-9]{1,7}),.*, freq = 1/.exec(line);
      if (hz !== null) this.#headerHz = Number(hz[1]);
    }
  }
}

/** Upper half of the 64-bit address space: `ffff…`. */
function isKernelAddress(bytes: Buffer, start: number): boolean {
  for (let at = start; at < start + 4; at += 1) if (bytes[at] !== 0x66) return false;
  return true;
}
