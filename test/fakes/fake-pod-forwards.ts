import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request, type Server } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { FrameReader, opcodes, toAcceptKey, toFrame } from './websocket-frames.ts';

/** A port-forward that was asked for. */
export interface AskedForward {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  readonly authorization: string;
}

type Protocol = 'v4.channel.k8s.io' | 'v5.channel.k8s.io';

const [dataChannel, errorChannel, closeChannel] = [0, 1, 255] as const;

/**
 * Stands before an API server over real TLS: passes every request on, and answers port-forwards by websocket itself,
 * as a kubelet does, by TCP connections to the ports that the test gives its pods.
 */
export class FakePodForwards {
  /** The subprotocol that is chosen of those the client offers. */
  protocol: Protocol = 'v4.channel.k8s.io';
  /** Where a pod's port leads on the loopback. A pod that is not in here is gone. */
  readonly pods = new Map<string, number>();
  /** HTTP status of every port-forward; undefined: they are taken. */
  refuseWith: number | undefined;
  readonly asked: AskedForward[] = [];
  readonly #open = new Set<Duplex>();
  readonly #server: Server;
  readonly #upstream: { readonly url: string; readonly agent: Agent } | undefined;
  /** PEM of the certificates that this server's own is checked with. */
  readonly ca: string;

  private constructor(
    server: Server,
    ca: string,
    upstream: { readonly url: string; readonly ca: string } | undefined,
  ) {
    this.#server = server;
    this.ca = ca;
    this.#upstream =
      upstream === undefined
        ? undefined
        : { url: upstream.url, agent: new Agent({ ca: upstream.ca, keepAlive: true }) };
    server.on('request', (asked, answer) => this.#pass(asked, answer));
    server.on('upgrade', (asked, socket) => {
      socket.on('error', () => undefined);
      this.#upgrade(asked, socket).catch(() => socket.destroy());
    });
  }

  /** Serves with certificates of the authority in `pki`. Without `upstream` there is nothing but port-forwards. */
  static async start(
    pki: string,
    upstream?: { readonly url: string; readonly ca: string },
  ): Promise<FakePodForwards> {
    const authority = await ensureAuthority(pki);
    const files = await issueCertificate(authority, { kind: 'coordinator' });
    const server = createServer({
      cert: await readFile(files.certificatePath),
      key: await readFile(files.keyPath),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakePodForwards(server, await readFile(authority.certificatePath, 'utf8'), upstream);
  }

  get url(): string {
    return `https://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Port-forwards that are open. */
  get openCount(): number {
    return this.#open.size;
  }

  /** Breaks every port-forward, as a pod or a node that goes away does. */
  breakAll(): void {
    for (const socket of this.#open) socket.destroy();
  }

  stopListening(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async stop(): Promise<void> {
    this.breakAll();
    this.#upstream?.agent.destroy();
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.stopListening();
    await closed;
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    if (this.#upstream === undefined) {
      answer.writeHead(404).end('404 page not found\n');
      return;
    }
    const { host: _, ...headers } = asked.headers;
    const { url, agent } = this.#upstream;
    const sent = request(`${url}${asked.url}`, { method: asked.method, headers, agent }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    sent.on('error', () => answer.destroy());
    asked.pipe(sent);
  }

  async #upgrade(asked: IncomingMessage, socket: Duplex): Promise<void> {
    const [, namespace = '', pod = '', port = ''] =
      /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/portforward\?ports=([0-9]+)$/.exec(asked.url ?? '') ??
      [];
    this.asked.push({ namespace, pod, port: Number(port), authorization: asked.headers.authorization ?? '' });
    const target = this.pods.get(pod);
    const isAllowed = await this.#mayForward(namespace, asked.headers.authorization ?? '');
    const status = this.refuseWith ?? (isAllowed ? (target === undefined ? 404 : undefined) : 403);
    if (target === undefined || status !== undefined) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    socket.write(
      [
        'HTTP/1.1 101 Switching Protocols',
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Accept: ${toAcceptKey(asked.headers['sec-websocket-key'] ?? '')}`,
        `Sec-WebSocket-Protocol: ${this.protocol}`,
        '\r\n',
      ].join('\r\n'),
    );
    const portBytes = Buffer.alloc(2);
    portBytes.writeUInt16LE(Number(port));
    for (const channel of [dataChannel, errorChannel])
      socket.write(toFrame(opcodes.binary, Buffer.of(channel), portBytes));
    this.#join(socket, target, Number(port));
  }

  /** As the API server behind decides: a websocket is a "get", and since 1.35 "create" is asked for too. */
  async #mayForward(namespace: string, authorization: string): Promise<boolean> {
    const upstream = this.#upstream;
    if (upstream === undefined) return true;
    const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const headers = { authorization, 'content-type': 'application/json' };
    const decisions = ['get', 'create'].map(async (verb) => {
      const sent = request(`${upstream.url}${path}`, { method: 'POST', headers, agent: upstream.agent });
      const resourceAttributes = { namespace, verb, resource: 'pods', subresource: 'portforward' };
      sent.end(JSON.stringify({ spec: { resourceAttributes } }));
      const [answer]: IncomingMessage[] = await once(sent, 'response');
      const given: unknown = answer === undefined ? undefined : JSON.parse(await text(answer));
      return readMember(readMember(given, 'status'), 'allowed') === true;
    });
    return (await Promise.all(decisions)).every((isAllowed) => isAllowed);
  }

  /** Neither side is read faster than the other takes. */
  #join(socket: Duplex, targetPort: number, port: number): void {
    const pod = connect(targetPort, '127.0.0.1');
    const reader = new FrameReader();
    const isV5 = this.protocol === 'v5.channel.k8s.io';
    pod.on('error', (error) => {
      const why = `an error occurred forwarding ${port} -> ${port}: ${error.message}`;
      socket.write(toFrame(opcodes.binary, Buffer.of(errorChannel), Buffer.from(why)));
    });
    pod.on('data', (data: Buffer) => {
      if (!socket.write(toFrame(opcodes.binary, Buffer.of(dataChannel), data))) pod.pause();
    });
    socket.on('drain', () => pod.resume());
    pod.on('close', () => {
      if (isV5) {
        socket.write(toFrame(opcodes.binary, Buffer.of(closeChannel, errorChannel)));
        socket.write(toFrame(opcodes.binary, Buffer.of(closeChannel, dataChannel)));
      } else socket.end(toFrame(opcodes.close));
    });
    socket.on('data', (bytes: Buffer) => {
      for (const { opcode, payload } of reader.read(bytes)) {
        if (opcode === opcodes.ping) socket.write(toFrame(opcodes.pong, payload));
        else if (opcode === opcodes.close) socket.end(toFrame(opcodes.close));
        else if (payload[0] === closeChannel) pod.end();
        else if (payload[0] === dataChannel && !pod.write(payload.subarray(1))) socket.pause();
      }
    });
    pod.on('drain', () => socket.resume());
    socket.on('close', () => pod.destroy());
  }
}
