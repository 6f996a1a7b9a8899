import {
  type HttpMethod,
  IsomorphicFetchHttpLibrary,
  type KubeConfig,
  RequestContext,
  type ResponseContext,
} from '@kubernetes/client-node';
import { type KubeAnswer, toRefusal } from './kube-answer.ts';
import { type KubeCredentials, toKubeConfig } from './kube-credentials.ts';

const dispatcherLifeMs = 60_000;

export interface KubeRequest {
  readonly method: HttpMethod;
  readonly path: string;
  /** Members that are undefined are left out. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** `application/json` unless told. */
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  /** Called when nothing is left to do but to send it; what it throws is what `send` rejects with. */
  readonly check?: (() => void) | undefined;
}

/** An answer whose body is read as it comes. */
export type KubeStream =
  | { readonly kind: 'opened'; readonly lines: AsyncIterable<string> }
  | Extract<KubeAnswer, { readonly kind: 'refused' }>;

/**
 * Sends requests to one API server as one user. Every request ends within its limit, with all of its body. Refusals are
 * answers; where there is no answer at all, the promise rejects with an Error that says why, or with the reason of
 * the request's signal.
 */
export class KubeTransport {
  readonly #config: KubeConfig;
  readonly #requestLimitMs: number;
  readonly #library = new IsomorphicFetchHttpLibrary();
  #dispatcher: ReturnType<RequestContext['getDispatcher']>;
  #dispatcherUntil = 0;

  constructor(credentials: KubeCredentials, requestLimitMs: number) {
    this.#config = toKubeConfig(credentials);
    this.#requestLimitMs = requestLimitMs;
  }

  async send(request: KubeRequest): Promise<KubeAnswer> {
    const limit = limitRequest(request.signal, this.#requestLimitMs);
    const context = await this.#prepare(request, limit);
    request.check?.();
    try {
      const response = await this.#library.send(context).toPromise();
      const text = await response.body.text();
      return isSuccess(response)
        ? { kind: 'done', body: parseAnswer(text) }
        : toRefusal(response.httpStatusCode, text);
    } catch (error) {
      throw limit.explain(error);
    }
  }

  /** Resolves when the answer begins; the lines reject as `send` does. Not reading on closes the connection. */
  async open(request: KubeRequest): Promise<KubeStream> {
    const limit = limitRequest(request.signal, this.#requestLimitMs);
    const context = await this.#prepare(request, limit);
    try {
      const response = await this.#library.send(context).toPromise();
      if (!isSuccess(response)) return toRefusal(response.httpStatusCode, await response.body.text());
      return { kind: 'opened', lines: readLines(response.body.stream(), limit) };
    } catch (error) {
      throw limit.explain(error);
    }
  }

  async #prepare(request: KubeRequest, limit: RequestLimit): Promise<RequestContext> {
    const { method, path, query = {}, body, contentType = 'application/json' } = request;
    const context = new RequestContext(`${this.#config.getCurrentCluster()?.server}${path}`, method);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) context.setQueryParam(name, value);
    }
    await this.#config.applySecurityAuthentication(context).catch((error: unknown) => {
      throw limit.explain(error);
    });
    context.setHeaderParam('Accept', 'application/json');
    context.setHeaderParam('User-Agent', 'toe-coordinator');
    if (body !== undefined) {
      context.setHeaderParam('Content-Type', contentType);
      context.setBody(JSON.stringify(body));
    }
    context.setSignal(limit.signal);
    this.#keepConnections(context);
    return context;
  }

  /** client-node opens a connection for every request; this lets the requests of a minute share theirs. */
  #keepConnections(context: RequestContext): void {
    const now = performance.now();
    if (this.#dispatcher === undefined || now > this.#dispatcherUntil) {
      this.#dispatcher = context.getDispatcher();
      this.#dispatcherUntil = now + dispatcherLifeMs;
    } else context.setDispatcher(this.#dispatcher);
  }
}

function isSuccess({ httpStatusCode }: ResponseContext): boolean {
  return httpStatusCode >= 200 && httpStatusCode < 300;
}

interface RequestLimit {
  readonly signal: AbortSignal;
  /** What to throw instead of what `fetch` throws. */
  explain(error: unknown): unknown;
}

function limitRequest(signal: AbortSignal | undefined, limitMs: number): RequestLimit {
  const limit = AbortSignal.timeout(limitMs);
  return {
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    explain: (error) => {
      if (signal?.aborted) return signal.reason;
      const why = limit.aborted ? `it has not answered within ${limitMs / 1_000} s` : findCause(error);
      return new Error(`Cannot reach the API server: ${why}`, { cause: error });
    },
  };
}

/** `fetch` says only "fetch failed" or "terminated"; why stands in its cause. */
function findCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parseAnswer(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('what answers there sends no JSON', { cause: error });
  }
}

/** The whole lines of a stream; what stands after the last of them is no line. */
async function* readLines(
  stream: ReadableStream<Uint8Array> | null,
  limit: RequestLimit,
): AsyncGenerator<string> {
  if (stream === null) return;
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of stream) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (error) {
    throw limit.explain(error);
  }
}
