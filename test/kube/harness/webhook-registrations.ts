import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import type { Judge } from '../../../coordinator/admission/judge.ts';
import { openAdmissionServer } from '../../../coordinator/admission/serve-admission.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { silentLog } from '../../../shared/log.ts';
import type { CertificateFiles } from '../../../shared/pki/certificate-files.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { waitUntil } from '../../faults/harness/wait-until.ts';
import type { ApiServer } from './api-server.ts';
import type { KubeAnswer } from './kube-client.ts';
import { expectStatus } from './objects-as-users.ts';
import { pathOf } from './toe-objects.ts';

const registrations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations';
const manifest = new URL('../../../deploy/manifests/webhook.yaml', import.meta.url);

/** Registers the webhook as it is deployed, but for where it is; resolves when the API server asks it. */
export async function register(server: ApiServer, clientConfig: object): Promise<void> {
  const body = await readRegistration(clientConfig);
  expectStatus(await server.admin.send('POST', `${registrations}?fieldValidation=Strict`, { body }), 201);
  await untilAsked(server, 'asks');
}

/** Resolves when the API server asks no more. */
export async function unregister(server: ApiServer): Promise<void> {
  expectStatus(await server.admin.send('DELETE', `${registrations}/toe`), 200);
  await untilAsked(server, 'does not ask');
}

async function readRegistration(clientConfig: object): Promise<object> {
  const documents = parseAllDocuments(await readFile(manifest, 'utf8')).map((each): unknown => each.toJS());
  const found = documents.find((each) => readMember(each, 'kind') === 'MutatingWebhookConfiguration');
  const webhooks = readMember(found, 'webhooks');
  if (typeof found !== 'object' || found === null || !Array.isArray(webhooks))
    throw new Error('Cannot register the webhook: its manifest holds no MutatingWebhookConfiguration');
  return { ...found, webhooks: webhooks.map((each: object) => ({ ...each, clientConfig })) };
}

/** The API server learns of a registration a moment after it was written. */
async function untilAsked(server: ApiServer, state: 'asks' | 'does not ask'): Promise<void> {
  const asks = async (): Promise<true | undefined> => {
    const answer = await tryCapture(server, 'no-tool');
    return (answer.status === 201 ? 'does not ask' : 'asks') === state ? true : undefined;
  };
  await waitUntil(asks, { timeoutMs: 15_000, what: `an API server that ${state}` });
}

/** Asks for a capture that is not stored. */
function tryCapture({ admin }: ApiServer, tool: string): Promise<KubeAnswer> {
  const spec = { tool: { name: tool, duration: '30s' }, targets: { allNodes: true } };
  const body = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerTool', metadata: { name: 'probe' }, spec };
  return admin.send('POST', `${pathOf('PowerTool', 'oncall')}?dryRun=All`, { body });
}

/** Registers a webhook of somebody else, asked about captures that are created, until it is disposed of. */
export async function registerAnother(
  server: ApiServer,
  another: {
    readonly name: string;
    readonly judge: Judge;
    readonly caBundle: string;
    files: CertificateFiles;
  },
): Promise<AsyncDisposable> {
  const { name, caBundle, files } = another;
  await using cleanup = new AsyncDisposableStack();
  let asked = 0;
  const judge: Judge = (request) => {
    asked += 1;
    return another.judge(request);
  };
  const follow = { clock: systemClock, log: silentLog, pollMs: 1_000 };
  const tls = { ...files, clientAuthorityPath: undefined };
  const opened = await openAdmissionServer({ listen: '127.0.0.1:0', tls, judge, log: silentLog }, follow);
  const serving = new AbortController();
  const served = opened.part(serving.signal);
  cleanup.defer(async () => {
    serving.abort();
    await served;
  });
  const rule = {
    apiGroups: ['toe.run'],
    apiVersions: ['*'],
    operations: ['CREATE'],
    resources: ['powertools'],
  };
  const webhook = {
    name: `${name}.example.com`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: { url: `https://${opened.address}/admit`, caBundle },
    rules: [rule],
    failurePolicy: 'Ignore',
  };
  const body = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name },
    webhooks: [webhook],
  };
  expectStatus(await server.admin.send('POST', registrations, { body }), 201);
  cleanup.defer(async () => expectStatus(await server.admin.send('DELETE', `${registrations}/${name}`), 200));
  const isAsked = async (): Promise<true | undefined> => {
    await tryCapture(server, 'node-snapshot');
    return asked > 0 ? true : undefined;
  };
  await waitUntil(isAsked, { timeoutMs: 15_000, what: `the webhook "${name}" to be asked` });
  return cleanup.move();
}
