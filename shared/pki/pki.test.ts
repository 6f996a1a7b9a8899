import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Server, ServerCredentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PeerIdentity, readPeerIdentity } from '../rpc/peer-identity.ts';
import { services } from '../rpc/services.ts';
import { type Authority, ensureAuthority } from './authority.ts';
import { type CertificateHolder, toHolderName } from './certificate-holder.ts';
import { issueCertificate } from './issue-certificate.ts';

const dayMs = 86_400_000;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-pki-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** Who a real server sees when `holder` dials it by `targetName` over mutual TLS. */
async function dial(
  authority: Authority,
  holder: CertificateHolder,
  trustedCa = authority,
): Promise<PeerIdentity> {
  const serverFiles = await issueCertificate(authority, { kind: 'coordinator' });
  const clientFiles = await issueCertificate(authority, holder);
  const ca = await readFile(authority.certificatePath);
  let seen: PeerIdentity = { kind: 'none' };
  const server = new Server();
  server.addService(services.CaptureService.service, {
    ListNodes: (
      call: Parameters<typeof readPeerIdentity>[0],
      done: (error: null, value: { nodes: never[] }) => void,
    ) => {
      seen = readPeerIdentity(call);
      done(null, { nodes: [] });
    },
  });
  const pair = {
    cert_chain: await readFile(serverFiles.certificatePath),
    private_key: await readFile(serverFiles.keyPath),
  };
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createSsl(ca, [pair], true), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  const client = new services.CaptureService(
    `localhost:${port}`,
    credentials.createSsl(
      await readFile(trustedCa.certificatePath),
      await readFile(clientFiles.keyPath),
      await readFile(clientFiles.certificatePath),
    ),
  );
  try {
    await new Promise<void>((resolve, reject) => {
      client.listNodes({}, { deadline: Date.now() + 5000 }, (error) => (error ? reject(error) : resolve()));
    });
    return seen;
  } finally {
    client.close();
    server.forceShutdown();
  }
}

describe('the local certificate authority', () => {
  it('lets a real server see which node dials it, with a uid that stays over restarts', async () => {
    const first = await dial(await ensureAuthority(directory), { kind: 'node', name: 'node-1' });
    const second = await dial(await ensureAuthority(directory), { kind: 'node', name: 'node-1' });
    expect(first).toMatchObject({ kind: 'node', name: 'node-1' });
    expect(second).toEqual(first);
  });

  it('lets a real server see which user dials it', async () => {
    const seen = await dial(await ensureAuthority(directory), { kind: 'user', name: 'root' });
    expect(seen).toEqual({ kind: 'user', name: 'root' });
  });

  it('is not trusted by a client of another authority', async () => {
    const other = await ensureAuthority(join(directory, 'other'));
    const authority = await ensureAuthority(join(directory, 'own'));
    await expect(dial(authority, { kind: 'user', name: 'root' }, other)).rejects.toThrow(/UNAVAILABLE/);
  });

  it('keeps every file for its owner alone and leaves no temporary file', async () => {
    const authority = await ensureAuthority(directory);
    await issueCertificate(authority, { kind: 'user', name: 'root' });
    const files = (await readdir(directory)).sort();
    expect(files).toEqual(['ca.crt', 'ca.key', 'user-root.crt', 'user-root.key']);
    for (const file of files) expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  });

  it('issues the coordinator a certificate for a further name, and keeps it while it has all of them', async () => {
    const authority = await ensureAuthority(directory);
    const read = async (names: readonly string[]): Promise<X509Certificate> => {
      const files = await issueCertificate(authority, { kind: 'coordinator', names });
      return new X509Certificate(await readFile(files.certificatePath));
    };
    const [without, withTwo, withOne] = [
      await read([]),
      await read(['a.svc', 'b.svc']),
      await read(['a.svc']),
    ];
    expect(without.checkHost('a.svc')).toBeUndefined();
    expect(['localhost', 'toe-coordinator', 'a.svc', 'b.svc'].map((name) => withTwo.checkHost(name))).toEqual(
      ['localhost', 'toe-coordinator', 'a.svc', 'b.svc'],
    );
    expect(withOne.fingerprint256).toBe(withTwo.fingerprint256);
  });

  it.each([
    [334, 'reused'],
    [336, 'renewed'],
  ])('a certificate of %i days is %s', async (days, expected) => {
    const authority = await ensureAuthority(directory);
    const issuedAt = new Date('2026-01-01T00:00:00Z');
    const files = await issueCertificate(authority, { kind: 'coordinator' }, issuedAt);
    const before = await readFile(files.certificatePath, 'utf8');
    await issueCertificate(authority, { kind: 'coordinator' }, new Date(issuedAt.getTime() + days * dayMs));
    const after = await readFile(files.certificatePath, 'utf8');
    expect(after === before ? 'reused' : 'renewed').toBe(expected);
  });

  it('issues anew what another authority signed', async () => {
    const authority = await ensureAuthority(directory);
    const files = await issueCertificate(authority, { kind: 'node', name: 'a' });
    const before = await readFile(files.certificatePath, 'utf8');
    await rm(join(directory, 'ca.key'));
    await issueCertificate(await ensureAuthority(directory), { kind: 'node', name: 'a' });
    expect(await readFile(files.certificatePath, 'utf8')).not.toBe(before);
  });

  it.each(['', '../x', 'a/b', 'A', 'a..b', '-a'])('refuses the name "%s"', async (name) => {
    const authority = await ensureAuthority(directory);
    await expect(issueCertificate(authority, { kind: 'node', name })).rejects.toThrow(/^Cannot issue/);
  });
});

describe('toHolderName', () => {
  it.each([
    ['Web-01.example.COM', 'web-01.example.com'],
    ['José Müller', 'jos-m-ller'],
    ['..', 'local'],
    ['-a-', 'a'],
  ])('turns "%s" into "%s"', (text, expected) => {
    expect(toHolderName(text, 'local')).toBe(expected);
  });
});
