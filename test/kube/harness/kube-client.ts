import { Agent, request } from 'node:https';

export interface KubeAnswer {
  readonly status: number;
  /** The JSON of the answer; `{}` where it has no body, its text where it is no JSON. */
  readonly body: unknown;
  /** Texts of the `Warning` headers. */
  readonly warnings: readonly string[];
}

export interface KubeRequest {
  readonly body?: unknown;
  readonly accept?: string;
  /** Of the body; `application/json` unless told. */
  readonly contentType?: string;
}

/** Speaks JSON to an API server as one user. */
export class KubeClient implements Disposable {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #token: string;

  /** `token` may be empty where a client certificate (PEM) proves the user. */
  constructor(options: {
    readonly url: string;
    readonly ca: string;
    readonly token: string;
    readonly certificate?: string;
    readonly key?: string;
  }) {
    const { url, token, ca, certificate, key } = options;
    this.#url = url;
    this.#token = token;
    const own = certificate === undefined || key === undefined ? {} : { cert: certificate, key };
    this.#agent = new Agent({ ca, ...own, keepAlive: true, maxSockets: 8 });
  }

  /** Resolves with any answer; rejects only where there is none. */
  send(method: string, path: string, options: KubeRequest = {}): Promise<KubeAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<KubeAnswer>();
    const headers = {
      ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
      accept: options.accept ?? 'application/json',
      ...(options.body === undefined ? {} : { 'content-type': options.contentType ?? 'application/json' }),
    };
    const sent = request(`${this.#url}${path}`, { method, headers, agent: this.#agent }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('error', reject);
      answer.once('end', () => {
        const warning = answer.headers.warning;
        const warnings = warning === undefined ? [] : [warning];
        resolve({ status: answer.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()), warnings });
      });
    });
    sent.once('error', reject);
    sent.end(options.body === undefined ? undefined : JSON.stringify(options.body));
    return promise;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
