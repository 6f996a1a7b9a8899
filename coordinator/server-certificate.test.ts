import { once } from 'node:events';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import {
  type ChannelCredentials,
  credentials,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '../shared/log.ts';
import { type Authority, ensureAuthority } from '../shared/pki/authority.ts';
import type { CertificateFiles } from '../shared/pki/certificate-files.ts';
import { issueCertificate } from '../shared/pki/issue-certificate.ts';
import type { CaptureServiceClient } from '../shared/rpc/generated/toe/v1/CaptureService.ts';
import { services } from '../shared/rpc/services.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { openGrpcServer } from './serve-grpc.ts';
import { ServerCertificate } from './server-certificate.ts';

let directory: string;
let authority: Authority;
let files: CertificateFiles;
let logLines: string[];
const started: { readonly stopping: AbortController; readonly running: Promise<unknown> }[] = [];
const clients: CaptureServiceClient[] = [];
const patience = { timeout: 5_000, interval: 10 };

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-certificate-'));
  authority = await ensureAuthority(directory);
  files = await issueCertificate(authority, { kind: 'coordinator' });
  logLines = [];
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const { stopping, running } of started.splice(0)) {
    stopping.abort();
    await running;
  }
  await rm(directory, { recursive: true });
});

/** Serves CaptureService on port 0 and looks at its files all the time. */
async function serve(isMutual: boolean, handlers: UntypedServiceImplementation = {}): Promise<string> {
  const certificate = await ServerCertificate.open(
    {
      certificate: files.certificatePath,
      key: files.keyPath,
      authority: isMutual ? authority.certificatePath : undefined,
    },
    { clock: systemClock, log: pino({}, { write: (line: string) => logLines.push(line) }), pollMs: 10 },
  );
  const server = await openGrpcServer('127.0.0.1:0', certificate.makeCredentials(), (grpc) => {
    grpc.addService(services.CaptureService.service, {
      ListNodes: (_: unknown, done: (error: null, value: object) => void) => done(null, { nodes: [] }),
      ...handlers,
    });
  });
  const stopping = new AbortController();
  const running = Promise.all([certificate.watch(stopping.signal), server.part(stopping.signal)]);
  started.push({ stopping, running });
  return server.address;
}

function dial(address: string, channel: ChannelCredentials): CaptureServiceClient {
  const client = new services.CaptureService(address.replace('127.0.0.1', 'localhost'), channel);
  clients.push(client);
  return client;
}

async function listNodes(client: CaptureServiceClient): Promise<string> {
  return await new Promise((resolve) => {
    client.listNodes({}, { deadline: Date.now() + 5_000 }, (error) =>
      resolve(error === null ? 'OK' : String(status[error.code])),
    );
  });
}

/** The serial number of the certificate that a new connection is shown. */
async function readSerial(address: string): Promise<string> {
  const socket = connect({
    port: Number(address.split(':')[1]),
    servername: 'localhost',
    ca: await readFile(authority.certificatePath),
    ALPNProtocols: ['h2'],
  });
  await once(socket, 'secureConnect');
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

/** A fresh pair of the same authority, in files of its own. */
async function issueAnew(): Promise<CertificateFiles> {
  const other = join(directory, 'other');
  await rm(other, { recursive: true, force: true });
  return await issueCertificate(
    { ...(await ensureAuthority(other)), ...pick(authority) },
    { kind: 'coordinator' },
  );
}

function pick({ certificate, signingKey }: Authority): Pick<Authority, 'certificate' | 'signingKey'> {
  return { certificate, signingKey };
}

async function replaceFiles(): Promise<void> {
  const fresh = await issueAnew();
  await rename(fresh.keyPath, files.keyPath);
  await rename(fresh.certificatePath, files.certificatePath);
}

const read = async (path: string): Promise<Buffer> => await readFile(path);

describe('the ports of the coordinator', () => {
  it('ask for a certificate of the authority where there is one, also with a replaced certificate', async () => {
    const address = await serve(true);
    const ca = await read(authority.certificatePath);
    const make = async (issuer: Authority): Promise<ChannelCredentials> => {
      const user = await issueCertificate(issuer, { kind: 'user', name: 'root' });
      return credentials.createSsl(ca, await read(user.keyPath), await read(user.certificatePath));
    };
    const [holder, stranger] = [
      await make(authority),
      await make(await ensureAuthority(join(directory, 'x'))),
    ];
    const expectClosed = async (): Promise<void> => {
      expect(await listNodes(dial(address, holder))).toBe('OK');
      expect(await listNodes(dial(address, stranger))).toBe('UNAVAILABLE');
      expect(await listNodes(dial(address, credentials.createSsl(ca)))).toBe('UNAVAILABLE');
    };
    await expectClosed();
    await replaceFiles();
    await vi.waitFor(() => expect(logLines.join('')).toContain('Certificate renewed'), patience);
    await expectClosed();
  });

  it('ask for none where there is no authority', async () => {
    const address = await serve(false);
    const ca = await read(authority.certificatePath);
    expect(await listNodes(dial(address, credentials.createSsl(ca)))).toBe('OK');
  });

  it('show a replaced certificate to new connections and drop no call', async () => {
    const watches: ServerWritableStream<unknown, { name: string }>[] = [];
    const address = await serve(false, {
      WatchCapture: (call: ServerWritableStream<unknown, { name: string }>) => watches.push(call),
    });
    const client = dial(address, credentials.createSsl(await read(authority.certificatePath)));
    const names: string[] = [];
    const errors: Error[] = [];
    const stream = client.watchCapture({ name: 'x' });
    stream.on('data', ({ name }: { name: string }) => names.push(name));
    stream.on('error', (error) => errors.push(error));
    await vi.waitFor(() => expect(watches).toHaveLength(1), patience);
    const before = await readSerial(address);

    await replaceFiles();
    await vi.waitFor(async () => expect(await readSerial(address)).not.toBe(before), patience);

    watches[0]?.write({ name: 'after' });
    await vi.waitFor(() => expect(names).toEqual(['after']), patience);
    expect(await listNodes(client)).toBe('OK');
    expect(errors).toEqual([]);
    watches[0]?.end();
  });

  it.each<[string, (fresh: CertificateFiles) => Promise<void>]>([
    ['half replaced', async (fresh) => await rename(fresh.keyPath, files.keyPath)],
    ['missing', async () => await rm(files.certificatePath)],
  ])('keep the last good pair while one is %s', async (_, spoil) => {
    const address = await serve(false);
    const before = await readSerial(address);
    const fresh = await issueAnew();
    await spoil(fresh);
    await vi.waitFor(
      () => expect(logLines.join('')).toContain('New certificate could not be used'),
      patience,
    );
    expect(await readSerial(address)).toBe(before);
    const client = dial(address, credentials.createSsl(await read(authority.certificatePath)));
    expect(await listNodes(client)).toBe('OK');
  });

  it('are not opened with a key of another certificate', async () => {
    const fresh = await issueAnew();
    const mixed = { certificate: files.certificatePath, key: fresh.keyPath, authority: undefined };
    await expect(ServerCertificate.open(mixed, { clock: systemClock, log: silentLog })).rejects.toThrow(
      /^Cannot use certificate ".*" with key ".*": .*: a PEM certificate and its own key are right$/,
    );
  });
});
