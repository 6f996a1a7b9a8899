import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Server, ServerCredentials, type ServerWritableStream, status } from '@grpc/grpc-js';
import type { Phase } from '../../shared/kinds/power-tool.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { serverOptions } from '../../shared/rpc/channel-options.ts';
import type { Capture } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { CaptureServiceHandlers } from '../../shared/rpc/generated/toe/v1/CaptureService.ts';
import type { Node } from '../../shared/rpc/generated/toe/v1/Node.ts';
import type { NodeProgress } from '../../shared/rpc/generated/toe/v1/NodeProgress.ts';
import type { StoredArtifact } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { type PeerIdentity, readPeerIdentity } from '../../shared/rpc/peer-identity.ts';
import { services } from '../../shared/rpc/services.ts';

import { fromStruct } from '../../shared/rpc/struct.ts';
import { type FakeCapture, toWire } from './fake-capture.ts';
import { streamFile } from './stream-file.ts';

interface FakeFile {
  readonly stored: StoredArtifact;
  readonly bytes: Buffer;
}

/**
 * A CaptureService over real TLS on port 0 that does what the test tells it: captures move on by `advance`, files
 * are put with `putFile`, and faults are switched on by fields.
 */
export class FakeCaptureService {
  nodes: Node[] = [{ name: 'node-1', connected: true }];
  faults: string[] = [];
  /** Ends every ReadArtifact with UNAVAILABLE after so many bytes, so often. */
  breakReadsAfterBytes = Number.POSITIVE_INFINITY;
  breaksLeft = 0;
  /** Every ReadArtifact hangs after so many bytes. */
  hangReadsAfterBytes = Number.POSITIVE_INFINITY;
  /** What a capture becomes when it is stopped. */
  onStop: (capture: FakeCapture) => void = (capture) => {
    capture.phase = 'Succeeded';
  };

  readonly callers: PeerIdentity[] = [];
  /** `authorization` of every ListNodes. */
  readonly authorizations: string[] = [];
  /** How often one capture was asked for. */
  reads = 0;
  readonly readOffsets: number[] = [];
  readonly stops: string[] = [];
  /** Names of captures whose kept files were asked for. */
  readonly fetches: string[] = [];
  /** What happens when they are. */
  onFetch: () => void = () => undefined;
  readonly captures = new Map<string, FakeCapture>();
  /** What ReadManifest gives; undefined: NOT_FOUND. */
  manifest: Buffer | undefined;
  /** What ReadBundle gives. */
  bundle: Buffer = Buffer.alloc(0);
  readonly #files: FakeFile[] = [];
  readonly #watches = new Map<ServerWritableStream<unknown, Capture>, string>();
  readonly #server = new Server(serverOptions);

  /** Serves with certificates of the authority in `pki`, people by their certificates or their tokens; the address. */
  async start(pki: string, people: 'certificates' | 'tokens' = 'certificates'): Promise<string> {
    const authority = await ensureAuthority(pki);
    const files = await issueCertificate(authority, { kind: 'coordinator' });
    this.#server.addService(services.CaptureService.service, this.#handlers());
    const pair = {
      cert_chain: await readFile(files.certificatePath),
      private_key: await readFile(files.keyPath),
    };
    const isAsked = people === 'certificates';
    const tls = ServerCredentials.createSsl(await readFile(authority.certificatePath), [pair], isAsked);
    return await new Promise((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', tls, (error, port) =>
        error === null ? resolve(`127.0.0.1:${port}`) : reject(error),
      );
    });
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  get watchCount(): number {
    return this.#watches.size;
  }

  /** Gets to know a capture that was made elsewhere. */
  adopt(capture: Omit<FakeCapture, 'phase' | 'nodes'>, phase: Phase = 'Pending'): void {
    this.captures.set(capture.name, { ...capture, phase, nodes: [] });
  }

  /** Changes a capture and tells everybody who watches it. */
  advance(name: string, phase: Phase, nodes: readonly NodeProgress[] = []): void {
    const capture = this.captures.get(name);
    if (capture === undefined) throw new Error(`There is no capture "${name}"`);
    capture.phase = phase;
    capture.nodes = nodes;
    for (const [call, watched] of this.#watches) if (watched === name) this.#tell(call, capture);
  }

  /** Ends every watch, as a coordinator that restarts does. */
  breakWatches(): void {
    for (const call of this.#watches.keys())
      call.emit('error', { code: status.UNAVAILABLE, details: 'restarting' });
    this.#watches.clear();
  }

  /** Ends every watch as if there were nothing more to tell. */
  endWatches(): void {
    for (const call of this.#watches.keys()) call.end();
    this.#watches.clear();
  }

  /** Changes what is told of the files of a node. */
  changeFiles(node: string, change: Partial<StoredArtifact>): void {
    for (const [at, file] of this.#files.entries())
      if (file.stored.node === node) this.#files[at] = { ...file, stored: { ...file.stored, ...change } };
  }

  putFile(node: string, fileName: string, bytes: Buffer, change: Partial<StoredArtifact> = {}): void {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#files.push({
      bytes,
      stored: {
        artifact: {
          artifactId: fileName.toLowerCase(),
          fileName,
          sizeBytes: bytes.length,
          sha256,
          complete: true,
        },
        node,
        attempt: 1,
        key: `runs/uid/${node}/${this.#files.length}`,
        processor: node === '' ? 'flamegraph' : '',
        verified: true,
        ...change,
      },
    });
  }

  #tell(call: ServerWritableStream<unknown, Capture>, capture: FakeCapture): void {
    call.write(toWire(capture));
    if (!['Succeeded', 'PartiallySucceeded', 'Failed', 'Cancelled'].includes(capture.phase)) return;
    this.#watches.delete(call);
    call.end();
  }

  #handlers(): CaptureServiceHandlers {
    const notFound = (name: string): { code: status; details: string } => ({
      code: status.NOT_FOUND,
      details: `there is no capture "${name}"`,
    });
    return {
      ListNodes: (call, done) => {
        this.callers.push(readPeerIdentity(call));
        this.authorizations.push(String(call.metadata.get('authorization')[0] ?? ''));
        done(null, { nodes: this.nodes });
      },
      ListTools: (_, done) => done(null, { tools: [{ name: 'perf', ready: true, description: 'profiles' }] }),
      PreviewCapture: (_, done) =>
        done(null, {
          nodes: this.nodes.map((node) => node.name ?? ''),
          argv: ['record', '-F', '99'],
          caps: { cpuPercent: 100, memoryBytes: 1024 ** 2 },
          faults: this.faults,
          verdict: this.faults.length > 0 ? 'refused' : 'allowed',
          durationMs: 10_000,
        }),
      CreateCapture: (call, done) => {
        const name = call.request.name || 'perf-abcde';
        const namespace = call.request.namespace || 'default';
        const capture: FakeCapture = {
          namespace,
          name,
          uid: 'uid',
          spec: fromStruct(call.request.spec),
          phase: 'Pending',
          nodes: [],
        };
        this.captures.set(name, capture);
        done(null, toWire(capture));
      },
      GetCapture: (call, done) => {
        const capture = this.captures.get(call.request.name);
        this.reads += 1;
        if (capture === undefined) done(notFound(call.request.name));
        else done(null, toWire(capture));
      },
      ListCaptures: (_, done) => done(null, { captures: [...this.captures.values()].map(toWire) }),
      WatchCapture: (call) => {
        const capture = this.captures.get(call.request.name);
        if (capture === undefined) {
          call.emit('error', notFound(call.request.name));
          return;
        }
        this.#watches.set(call, capture.name);
        call.on('cancelled', () => this.#watches.delete(call));
        this.#tell(call, capture);
      },
      StopCapture: (call, done) => {
        const { name } = call.request;
        const capture = this.captures.get(name);
        if (capture === undefined) {
          done(notFound(name));
          return;
        }
        this.stops.push(name);
        this.onStop(capture);
        this.advance(name, capture.phase, capture.nodes);
        done(null, toWire(capture));
      },
      DeleteCapture: (call, done) => {
        if (this.captures.delete(call.request.name)) done(null, {});
        else done(notFound(call.request.name));
      },
      ListArtifacts: ({ request }, done) => {
        const stored = this.#files.map((file) => file.stored);
        done(null, { artifacts: stored.filter(({ kept }) => request.kept || !kept) });
      },
      FetchArtifacts: (call, done) => {
        this.fetches.push(call.request.name);
        done(null, { files: this.#files.filter(({ stored }) => stored.kept).length });
        this.onFetch();
      },
      ReadManifest: (call) => {
        if (this.manifest === undefined) call.emit('error', notFound(call.request.name));
        else {
          call.write({ data: this.manifest });
          call.end();
        }
      },
      ReadBundle: (call) => {
        call.write({ data: this.bundle });
        call.end();
      },
      ReadArtifact: (call) => {
        const file = this.#files.find((candidate) => candidate.stored.key === call.request.key);
        this.readOffsets.push(call.request.offset);
        const isBroken = (sent: number): boolean => {
          const breaks = this.breaksLeft > 0 && sent >= this.breakReadsAfterBytes;
          if (breaks) this.breaksLeft -= 1;
          return breaks;
        };
        const hangsAt = this.hangReadsAfterBytes;
        streamFile(call, file?.bytes ?? Buffer.alloc(0), { isBroken, hangsAt });
      },
    };
  }
}
