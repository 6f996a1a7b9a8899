import { get } from 'node:http';

const everyMs = 50;

/** How long a process's event loop lets its operations port wait for an answer, asked 20 times a second. */
export class StallProbe implements Disposable {
  readonly #timer: NodeJS.Timeout;
  #worstMs = 0;
  #askedMs: number | undefined;

  constructor(opsAddress: string) {
    this.#timer = setInterval(() => this.#ask(opsAddress), everyMs);
  }

  /** The longest wait since the last call, in milliseconds; an answer that is still due counts. */
  takeWorstMs(): number {
    const dueMs = this.#askedMs === undefined ? 0 : performance.now() - this.#askedMs;
    const worstMs = Math.max(this.#worstMs, dueMs);
    this.#worstMs = 0;
    return worstMs;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  /** One at a time. */
  #ask(address: string): void {
    if (this.#askedMs !== undefined) return;
    const askedMs = performance.now();
    this.#askedMs = askedMs;
    const end = (): void => {
      this.#askedMs = undefined;
      this.#worstMs = Math.max(this.#worstMs, performance.now() - askedMs);
    };
    get(`http://${address}/healthz`, { agent: false }, (answer) => answer.resume().once('close', end)).once(
      'error',
      end,
    );
  }
}
