import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';

export type S3Operation =
  | 'Abort'
  | 'Complete'
  | 'Create'
  | 'Delete'
  | 'Get'
  | 'Head'
  | 'List'
  | 'ListParts'
  | 'ListUploads'
  | 'Part'
  | 'Put';

export interface S3Request {
  readonly operation: S3Operation;
  /** Bucket and key. */
  readonly path: string;
}

/**
 * `answer`: the server is not asked. `lost`: it does what it is asked, and its answer never arrives. `silent`: it is
 * not asked, and nobody answers. `cut`: its answer breaks off after some bytes. `flip`: one bit of what is asked, or of
 * its answer, is another one.
 */
export type S3FaultKind =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string; readonly location?: string }
  | { readonly kind: 'lost' }
  | { readonly kind: 'silent' }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'flip'; readonly in: 'question' | 'answer' };

export type S3Fault = S3FaultKind & {
  readonly operation: S3Operation;
  /** In the path. */
  readonly about?: string;
  /** How often; without it always. */
  times?: number;
};

/** Stands before an S3 server, sees every request, and does what goes wrong on the way. */
export class S3Proxy implements AsyncDisposable {
  readonly seen: S3Request[] = [];
  /** Of parts that came here, whole or not. */
  partBytes = 0;
  /** Requests whose answers have not ended. */
  underWay = 0;
  faults: S3Fault[] = [];
  /** Called for every request before it is passed on. */
  onRequest: (request: S3Request) => Promise<void> = async () => undefined;
  readonly #server: Server;
  readonly #targetPort: number;

  private constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server = createServer((incoming, outgoing) => {
      this.#serve(incoming, outgoing).catch(() => outgoing.destroy());
    });
  }

  static async start(targetPort: number): Promise<S3Proxy> {
    const proxy = new S3Proxy(targetPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  count(operation: S3Operation, about = ''): number {
    return this.seen.filter((each) => each.operation === operation && each.path.includes(about)).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.on('error', () => undefined);
    this.underWay += 1;
    outgoing.on('close', () => {
      this.underWay -= 1;
    });
    const asked = toRequest(incoming);
    this.seen.push(asked);
    if (asked.operation === 'Part')
      incoming.on('data', (chunk: Buffer) => {
        this.partBytes += chunk.length;
      });
    // A listener lets it flow, and what flows is for the server.
    incoming.pause();
    await this.onRequest(asked);
    const fault = this.#takeFault(asked);
    if (fault?.kind === 'silent') {
      incoming.resume();
      return;
    }
    if (fault?.kind === 'answer') {
      incoming.resume();
      await once(incoming, 'end');
      const isGood = fault.status < 300;
      outgoing.writeHead(fault.status, {
        'content-type': 'application/xml',
        ...(isGood ? { etag: '"0"' } : {}),
        ...(fault.location === undefined ? {} : { location: fault.location }),
      });
      outgoing.end(
        isGood ? '' : `<Error><Code>${fault.code}</Code><Message>Said by the test</Message></Error>`,
      );
      return;
    }
    const { method, url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: this.#targetPort, method, path, headers });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    if (fault?.kind === 'flip' && fault.in === 'question') incoming.pipe(flipOneBit()).pipe(onward);
    else incoming.pipe(onward);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    if (fault?.kind === 'lost') {
      answer.resume();
      await once(answer, 'end');
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    if (fault?.kind === 'flip' && fault.in === 'answer') {
      answer.pipe(flipOneBit()).pipe(outgoing);
      return;
    }
    if (fault?.kind !== 'cut') {
      answer.pipe(outgoing);
      return;
    }
    let left = fault.afterBytes;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      outgoing.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) break;
    }
    setImmediate(() => outgoing.destroy());
  }

  #takeFault(asked: S3Request): S3Fault | undefined {
    const fault = this.faults.find(
      ({ operation, about = '', times = 1 }) =>
        operation === asked.operation && asked.path.includes(about) && times > 0,
    );
    if (fault?.times !== undefined) fault.times -= 1;
    return fault;
  }
}

function flipOneBit(): Transform {
  let isDone = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const bytes = Buffer.from(chunk);
      if (!isDone) bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      isDone = true;
      callback(null, bytes);
    },
  });
}

function toRequest({ method = '', url = '' }: IncomingMessage): S3Request {
  const { pathname, searchParams: query } = new URL(url, 'http://proxy');
  return { operation: toOperation(method, query), path: decodeURIComponent(pathname) };
}

function toOperation(method: string, query: URLSearchParams): S3Operation {
  const has = (name: string): boolean => query.has(name);
  if (method === 'POST') return has('uploads') ? 'Create' : 'Complete';
  if (method === 'PUT') return has('partNumber') ? 'Part' : 'Put';
  if (method === 'DELETE') return has('uploadId') ? 'Abort' : 'Delete';
  if (method === 'HEAD') return 'Head';
  if (has('list-type')) return 'List';
  if (has('uploads')) return 'ListUploads';
  return has('uploadId') ? 'ListParts' : 'Get';
}
