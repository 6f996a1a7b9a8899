import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import { findKubeBinaries } from './find-kube-binaries.ts';
import { findFreePorts } from './free-ports.ts';
import { KubeClient } from './kube-client.ts';
import { Program } from './program.ts';

const readyLimitMs = 45_000;

/** A real kube-apiserver with an etcd of its own, both on loopback, and nothing else of a cluster. */
export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  /** PEM of the certificates that the server's own is checked with. */
  readonly ca: string;
  /** Bearer token of a member of system:masters, who may do everything. */
  readonly adminToken: string;
  readonly admin: KubeClient;
  /** Of etcd, plain HTTP; it takes JSON at `/v3/`. */
  readonly etcdUrl: string;
  /** Ends the API server and leaves etcd; `start` brings it back at the same place. */
  stop(): Promise<void>;
  /** Resolves when it is ready again. */
  start(): Promise<void>;
}

/**
 * Resolves when /readyz says ok. No controllers run: nothing collects garbage, fills service accounts or removes
 * namespaces. RBAC decides. Disposing ends both programs and removes all their files.
 *
 * @param moreFlags of kube-apiserver.
 */
export async function startApiServer(moreFlags: readonly string[] = []): Promise<ApiServer> {
  const binaries = findKubeBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'toe-kube-'));
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));

  const [etcdPort = 0, peerPort = 0, port = 0] = await findFreePorts(3);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const adminToken = writeCredentials(folder);
  const etcd = cleanup.use(
    new Program(
      'etcd',
      join(binaries, 'etcd'),
      etcdFlags(folder, etcdUrl, peerPort),
      join(folder, 'etcd.log'),
    ),
  );
  const run = (): Program =>
    new Program(
      'kube-apiserver',
      join(binaries, 'kube-apiserver'),
      [...apiServerFlags(folder, etcdUrl, port), ...moreFlags],
      join(folder, 'kube-apiserver.log'),
    );
  let server = run();
  cleanup.defer(() => server[Symbol.asyncDispose]());

  const url = `https://127.0.0.1:${port}`;
  const ca = await waitUntil(() => readOwnCertificate(folder, [etcd, server]), {
    timeoutMs: readyLimitMs,
    what: "the API server's certificate",
    explain: () => server.explain(),
  });
  const admin = cleanup.use(new KubeClient({ url, ca, token: adminToken }));
  const untilReady = async (): Promise<void> => {
    await waitUntil(() => isReady(admin, [etcd, server]), {
      timeoutMs: readyLimitMs,
      what: 'the API server to be ready',
      explain: () => server.explain(),
    });
  };
  await untilReady();
  const owned = cleanup.move();
  return {
    url,
    ca,
    adminToken,
    admin,
    etcdUrl,
    stop: () => server[Symbol.asyncDispose](),
    start: async () => {
      server = run();
      await untilReady();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function writeCredentials(folder: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const adminToken = randomBytes(24).toString('hex');
  const write = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('service-accounts.key', privateKey);
  write('service-accounts.pub', publicKey);
  write(
    'tokens.csv',
    `${adminToken},admin,1,system:masters
`,
  );
  return adminToken;
}

function etcdFlags(folder: string, url: string, peerPort: number): readonly string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    '--unsafe-no-fsync',
  ];
}

/** The endpoints of the service `kubernetes` may not be on loopback, so that they are not written at all. */
function apiServerFlags(folder: string, etcdUrl: string, port: number): readonly string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${join(folder, 'service-accounts.key')}`,
    `--service-account-key-file=${join(folder, 'service-accounts.pub')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    // As every cluster where agents can run.
    '--allow-privileged=true',
    '--disable-admission-plugins=ServiceAccount',
  ];
}

/** The server signs its own certificate at its start and writes the authority into the same file. */
function readOwnCertificate(folder: string, programs: readonly Program[]): string | undefined {
  throwIfEnded(programs);
  try {
    const pem = readFileSync(join(folder, 'certificates', 'apiserver.crt'), 'utf8');
    return pem.trimEnd().endsWith('-----END CERTIFICATE-----') ? pem : undefined;
  } catch {
    return undefined;
  }
}

async function isReady(admin: KubeClient, programs: readonly Program[]): Promise<true | undefined> {
  throwIfEnded(programs);
  const answer = await admin.send('GET', '/readyz').catch(() => undefined);
  return answer?.status === 200 ? true : undefined;
}

function throwIfEnded(programs: readonly Program[]): void {
  const ended = programs.find((program) => program.hasEnded);
  if (ended !== undefined) throw new Error(`Cannot start the API server: it ended: ${ended.explain()}`);
}
