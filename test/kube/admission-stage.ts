import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Admission, Admitted } from '../../coordinator/admission/admission.ts';
import type { TargetPreview } from '../../coordinator/admission/checks/note-targets.ts';
import type { Judge } from '../../coordinator/admission/judge.ts';
import { openAdmission } from '../../coordinator/admission/open-admission.ts';
import { KubeApi } from '../../coordinator/resources/kubernetes/kube-api.ts';
import { type KubeObject, toKubeObject } from '../../coordinator/resources/kubernetes/kube-object.ts';
import { openKubernetesResources } from '../../coordinator/resources/kubernetes/open-kubernetes-resources.ts';
import { toResource } from '../../coordinator/resources/kubernetes/to-resource.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { type Ceiling, noCeiling } from '../../coordinator/settings/ceiling.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import { silentLog } from '../../shared/log.ts';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { issueCertificate } from '../../shared/pki/issue-certificate.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import { replaceFile } from '../../shared/runtime/durable-files.ts';
import { FakeReviews } from '../fakes/fake-reviews.ts';
import { type ApiServer, startApiServer } from './harness/api-server.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from './harness/toe-objects.ts';
import { createUser, type User } from './harness/users.ts';
import { register, registerAnother, unregister } from './harness/webhook-registrations.ts';

export const home = 'toe-system';

/** A real API server that asks a real webhook, whose coordinator watches that server. */
export interface AdmissionStage extends AsyncDisposable {
  readonly server: ApiServer;
  readonly source: ResourceSource;
  readonly admission: Admission;
  /** What users may do beyond writing objects; nothing until it is granted. */
  readonly reviews: FakeReviews;
  /** What targets choose now; tests may set it. */
  preview: TargetPreview | undefined;
  /** The coordinator's own account. */
  readonly own: User;
  addUser(name: string): Promise<User>;
  /** Registers the webhook as deploy/manifests/webhook.yaml does; resolves when the API server asks it. */
  install(): Promise<void>;
  /** Puts the keys, each of 32 times this byte, into the file of keys. */
  writeKeys(...bytes: readonly number[]): Promise<void>;
  /** Takes the registration away; resolves when the API server asks no more. */
  uninstall(): Promise<void>;
  /** Ends the webhook and leaves its registration. */
  stopWebhook(): Promise<void>;
  /** Registers a webhook of somebody else, asked about PowerTools that are created, until it is disposed of. */
  installAnother(name: string, judge: Judge): Promise<AsyncDisposable>;
  /** Whether the coordinator would carry out a capture as it is stored now. */
  requireStamp(name: string): Promise<Admitted>;
  readAnnotations(name: string): Promise<Record<string, string>>;
}

export async function startAdmissionStage(
  options: { readonly ceiling?: Partial<Ceiling> } = {},
): Promise<AdmissionStage> {
  await using cleanup = new AsyncDisposableStack();
  const server = cleanup.use(await startApiServer());
  await installKinds(server.admin);
  for (const namespace of [home, 'oncall']) await createNamespace(server.admin, namespace);
  const folder = await mkdtemp(join(tmpdir(), 'toe-admission-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const authority = await ensureAuthority(folder);
  const files = await issueCertificate(authority, { kind: 'coordinator' });
  const stampKeyPath = join(folder, 'stamp-key');
  const writeKeys = async (...bytes: readonly number[]): Promise<void> => {
    const lines = bytes.map((byte) => `${Buffer.alloc(32, byte).toString('base64')}\n`);
    await replaceFile(stampKeyPath, lines.join(''));
  };
  await writeKeys(7);

  const { url, ca, adminToken } = server;
  const source = await openKubernetesResources(
    {
      api: new KubeApi({ kind: 'token', url, ca, token: adminToken }),
      namespace: home,
      defaults: defaultConfigs,
      defaultPolicies,
      log: silentLog,
    },
    AbortSignal.timeout(10_000),
  );
  const watching = new AbortController();
  const watched = source.watch(() => undefined, watching.signal);
  cleanup.defer(async () => {
    watching.abort();
    await watched;
  });

  const reviews = new FakeReviews();
  // Those who prepare the stage and ask whether it stands.
  reviews.grant('admin', () => true);
  const addUser = (name: string): Promise<User> => createUser(server, name, cleanup);
  const own = await addUser('toe-coordinator');
  const opened = await openAdmission({
    listen: '127.0.0.1:0',
    tls: { ...files, clientAuthorityPath: undefined },
    stampKeyPath,
    source,
    reviews,
    ceiling: { ...noCeiling, ...options.ceiling },
    previewTargets: () => stage.preview,
    home,
    ownUsername: own.name,
    clock: systemClock,
    log: silentLog,
    pollMs: 50,
  });
  const serving = new AbortController();
  const served = Promise.all(opened.parts.map((part) => part(serving.signal)));
  const stopWebhook = async (): Promise<void> => {
    serving.abort();
    await served;
  };
  cleanup.defer(stopWebhook);

  const caBundle = Buffer.from(await readFile(authority.certificatePath)).toString('base64');
  const clientConfig = { url: `https://${opened.address}/admit`, caBundle };
  const owned = cleanup.move();
  const stage: AdmissionStage = {
    server,
    source,
    admission: opened.admission,
    reviews,
    preview: undefined,
    own,
    addUser: (name) => createUser(server, name, owned),
    install: () => register(server, clientConfig),
    uninstall: () => unregister(server),
    writeKeys,
    stopWebhook,
    installAnother: (name, judge) => registerAnother(server, { name, judge, caBundle, files }),
    requireStamp: async (name) => {
      const read = toResource('PowerTool', await readCapture(server, name));
      if (read.kind === 'invalid') throw new Error(read.message);
      return opened.admission.requireStamp(read.resource);
    },
    readAnnotations: async (name) => {
      const { value } = await readCapture(server, name);
      return { ...(readPath(value, 'metadata', 'annotations') as Record<string, string>) };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return stage;
}

async function readCapture({ admin }: ApiServer, name: string): Promise<KubeObject> {
  const answer = await admin.send('GET', pathOf('PowerTool', 'oncall', name));
  const object = toKubeObject(answer.body);
  if (object === undefined) throw new Error(`Cannot read "${name}": ${messageOf(answer)}`);
  return object;
}
