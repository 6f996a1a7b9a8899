import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PartPaths } from './part-file.ts';
import {
  fromTransferred,
  type PartCall,
  type PartDone,
  type PartNews,
  type PartOrder,
} from './part-thread-messages.ts';
import { type AskThread, ThreadPart } from './thread-part.ts';

/** What came as chunks is given back only when the thread collects; a small heap does so soon: 30 MiB less (measured). */
const resourceLimits = { maxYoungGenerationSizeMb: 1 };

/**
 * Part files in a thread of their own, which starts with the first of them: hashing them, and waiting for the disk,
 * takes nothing from the loop that serves the network. A thread that ends fails its parts; the next one opened starts
 * another.
 */
export class PartThread {
  readonly #waiting = new Map<number, PromiseWithResolvers<PartDone>>();
  readonly #parts = new Map<number, ThreadPart>();
  #worker: Worker | undefined;
  #calls = 0;
  #ids = 0;

  async open(paths: PartPaths): Promise<ThreadPart> {
    this.#ids += 1;
    const id = this.#ids;
    const ask: AskThread = (order) => this.#ask(id, order);
    const { offset = 0 } = await ask({ kind: 'open', paths });
    const part = new ThreadPart(paths, offset, ask, () => this.#parts.delete(id));
    this.#parts.set(id, part);
    return part;
  }

  /** Ends the thread once it has answered; parts that are still open are not made durable. */
  async close(): Promise<void> {
    while (this.#waiting.size > 0) {
      await Promise.allSettled([...this.#waiting.values()].map(({ promise }) => promise));
      // What follows from the answers may ask again.
      await nextTurn();
    }
    await this.#worker?.terminate();
  }

  #ask(id: number, order: PartOrder): Promise<PartDone> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    this.#calls += 1;
    const call: PartCall = { call: this.#calls, id, order };
    const waiting = Promise.withResolvers<PartDone>();
    worker.postMessage(call, order.kind === 'take' ? order.chunks.map(({ buffer }) => buffer) : []);
    this.#waiting.set(call.call, waiting);
    worker.ref();
    return waiting.promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./part-worker.ts', import.meta.url), { resourceLimits });
    worker.on('message', (news: PartNews) => this.#hear(news, worker));
    worker.on('error', (error) => this.#end(worker, error));
    worker.on('exit', () => this.#end(worker, new Error('the thread ended')));
    return worker;
  }

  #hear(news: PartNews, worker: Worker): void {
    switch (news.kind) {
      case 'done':
      case 'refused': {
        const waiting = this.#waiting.get(news.call);
        this.#waiting.delete(news.call);
        if (this.#waiting.size === 0) worker.unref();
        if (news.kind === 'done') waiting?.resolve(news);
        else waiting?.reject(fromTransferred(news.error));
        break;
      }
      case 'durable':
        this.#parts.get(news.id)?.noteDurable(news.offset);
        break;
      case 'failed':
        this.#parts.get(news.id)?.noteFailure({ error: fromTransferred(news.error), isLost: news.isLost });
        break;
      default:
        news satisfies never;
    }
  }

  #end(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    const error = new Error('Cannot keep parts: their thread ended', { cause });
    for (const part of this.#parts.values()) part.noteFailure({ error, isLost: false });
    this.#parts.clear();
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
