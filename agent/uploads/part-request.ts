import { type ClientRequest, type IncomingMessage, request as requestPlainly } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { Condition } from '../../shared/runtime/condition.ts';
import { toLostConnection } from './part-failure.ts';
import type { StoreConnection } from './store-connection.ts';

/** Without a byte either way for so long the object store is taken for gone. */
const silenceMs = 60_000;
const errorBytes = 64 * 1024;

export interface PartAnswer {
  readonly status: number;
  /** The store's own, of an answer that is no success; `''`: none. */
  readonly code: string;
}

/** One PUT of one part by its signed URL. Redirections are not followed. */
export class PartRequest implements Disposable {
  readonly #request: ClientRequest;
  readonly #condition = new Condition();
  #answer: PartAnswer | undefined;
  #error: Error | undefined;

  constructor(
    url: URL,
    part: { readonly sizeBytes: number; readonly sha256: Buffer },
    { agent }: Pick<StoreConnection, 'agent'>,
    signal: AbortSignal,
  ) {
    const ask = url.protocol === 'https:' ? requestSecurely : requestPlainly;
    this.#request = ask(url, {
      method: 'PUT',
      headers: {
        'content-length': part.sizeBytes,
        // Signed: other bytes, or another digest, are refused.
        'x-amz-checksum-sha256': part.sha256.toString('base64'),
      },
      agent,
      signal,
      timeout: silenceMs,
    });
    this.#request.once('timeout', () =>
      this.#request.destroy(new Error(`silent for ${silenceMs / 1_000} s`)),
    );
    this.#request.once('response', (message) => {
      readAnswer(message).then(
        (answer) => this.#settle(() => (this.#answer = answer)),
        (error: Error) => this.#settle(() => (this.#error = toLostConnection(url.host, error))),
      );
    });
    this.#request.on('error', (error) =>
      this.#settle(() => (this.#error = toLostConnection(url.host, error))),
    );
  }

  get isAnswered(): boolean {
    return this.#answer !== undefined;
  }

  /** Waits until it holds, or until the answer is there. Throws a PartFailure where the connection is lost. */
  async until(holds: () => boolean): Promise<void> {
    while (this.#answer === undefined) {
      if (this.#error !== undefined) throw this.#error;
      if (holds()) return;
      await this.#condition.changed();
    }
  }

  /** Calls back when the bytes are not looked at any more. */
  send(bytes: Buffer, onSent: () => void): void {
    this.#request.write(bytes, () => {
      onSent();
      this.#condition.notify();
    });
  }

  /** Says that this was all, unless the answer came before, and waits for it. Throws a PartFailure. */
  async end(): Promise<PartAnswer> {
    if (this.#answer === undefined) this.#request.end();
    while (this.#answer === undefined) {
      if (this.#error !== undefined) throw this.#error;
      await this.#condition.changed();
    }
    return this.#answer;
  }

  /** A request that has not ended takes its connection with it. */
  [Symbol.dispose](): void {
    this.#request.destroy();
  }

  #settle(note: () => void): void {
    if (this.#answer === undefined && this.#error === undefined) note();
    this.#condition.notify();
  }
}

async function readAnswer(message: IncomingMessage): Promise<PartAnswer> {
  const status = message.statusCode ?? 0;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    if (length < errorBytes) chunks.push(chunk);
    length += chunk.length;
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return { status, code: /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1] ?? '' };
}
