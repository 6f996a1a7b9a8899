import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { ClusterStage } from '../builders/cluster-stage.ts';
import { pathOf, readPath } from '../kube/harness/toe-objects.ts';

let stage: ClusterStage;

beforeAll(async () => {
  stage = await ClusterStage.start();
});

afterAll(() => stage?.[Symbol.asyncDispose]());
afterEach(() => stage.clear());

const spec = { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } };
const put = (name: string): Promise<unknown> =>
  stage.put('POST', pathOf('PowerTool', 'oncall'), {
    apiVersion: 'toe.run/v1alpha1',
    kind: 'PowerTool',
    metadata: { name },
    spec,
  });

/** Refuses every PowerTool as an admission webhook, with this status; ended by disposing. */
async function refuse(code: number, message: string): Promise<AsyncDisposable> {
  const file = (name: string): Buffer => readFileSync(join(stage.folder, 'pki', name));
  const server = createServer(
    { cert: file('coordinator.crt'), key: file('coordinator.key') },
    (asked, answer) => {
      const respond = async (): Promise<void> => {
        const review: unknown = await json(asked);
        const response = {
          uid: readPath(review, 'request', 'uid'),
          allowed: false,
          status: { code, message },
        };
        answer.setHeader('content-type', 'application/json');
        answer.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }));
      };
      respond().catch(() => answer.destroy());
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const path = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';
  await stage.put('POST', path, {
    metadata: { name: 'toe' },
    webhooks: [
      {
        name: 'powertools.toe.run',
        clientConfig: { url: `https://127.0.0.1:${port}/`, caBundle: btoa(stage.front.ca) },
        rules: [
          { apiGroups: ['toe.run'], apiVersions: ['*'], operations: ['CREATE'], resources: ['powertools'] },
        ],
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  return {
    [Symbol.asyncDispose]: async () => {
      await stage.put('DELETE', `${path}/toe`);
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('a refusal of the API server', () => {
  test('is told fault by fault where the object is invalid', async () => {
    await stage.addPod('toe-coordinator-a');
    const line = stage.toe('capture', 'perf', '--name', 'bad', '--duration', '1s', '--lead-time', '1h');
    expect(await line.ended).toBe(2);
    expect(line.stderr()).toMatch(
      /Cannot create the capture: the API server found faults:\n {2}spec\.[^\n]+\n {2}spec\.[^\n]+\nNext: toe tools, toe nodes\n$/,
    );
    for (const field of ['spec.tool.duration', 'spec.start.leadTime'])
      expect(line.stderr()).toContain(`  ${field}: `);
  });

  test.each([
    [
      422,
      2,
      'spec.tool.args: -X is not allowed\nspec.targets: node-1 is not yours',
      'Cannot create the capture: the API server found faults:\n  spec.tool.args: -X is not allowed\n  spec.targets: node-1 is not yours\n',
    ],
    [
      403,
      1,
      'You may not use tool "perf"',
      'Cannot create the capture: You may not use tool "perf"\nNext: ask an administrator',
    ],
  ])('by an admission webhook with status %i exits with %i', async (code, exitCode, said, told) => {
    await stage.addPod('toe-coordinator-a');
    await using _webhook = await refuse(code, said);
    const line = stage.toe('capture', 'perf', '--name', 'bad');
    expect(await line.ended).toBe(exitCode);
    expect(line.stderr()).toContain(told);
  });

  test('is told where the name is taken or the right is missing', async () => {
    await stage.addPod('toe-coordinator-a');
    await put('taken');
    const taken = stage.toe('capture', 'perf', '--name', 'taken');
    expect(await taken.ended).toBe(1);
    expect(taken.stderr()).toContain(
      'Cannot create the capture: powertools.toe.run "taken" already exists\n',
    );
    const forbidden = stage.toe('capture', 'perf', '-n', 'toe-system');
    expect(await forbidden.ended).toBe(1);
    expect(forbidden.stderr()).toContain('cannot create resource "powertools" in API group "toe.run"');
  });
});

describe('without a coordinator', () => {
  test('a capture is stopped and deleted', async () => {
    await put('running');
    const stop = stage.toe('stop', 'running');
    expect(await stop.ended).toBe(0);
    expect(readPath((await stage.read('running')).body, 'spec', 'stop')).toBe(true);
    expect(await stage.toe('delete', 'running').ended).toBe(0);
    expect((await stage.read('running')).status).toBe(404);
    const again = stage.toe('stop', 'running');
    expect(await again.ended).toBe(1);
    expect(again.stderr()).toBe(
      'Cannot stop capture "running": powertools.toe.run "running" not found\nNext: toe get -A\n',
    );
  });

  test('captures are shown as the API server has them, and why is told', async () => {
    await put('running');
    await stage.addPod('toe-coordinator-a');
    await stage.setReady('toe-coordinator-a', false);
    const why =
      'Cannot find the coordinator in namespace "toe-system": pod "toe-coordinator-a" is Running and not ready';
    const get = stage.toe('get');
    expect(await get.ended).toBe(0);
    expect(get.stdout().split('\n')[1]).toMatch(/^oncall +running +perf +Pending/);
    expect(get.stderr()).toBe(`${why}; showing what the API server has\n`);
    const one = stage.toe('get', 'running', '-o', 'json');
    await one.ended;
    expect(JSON.parse(one.stdout())).toMatchObject({ metadata: { name: 'running' }, spec });
    const nodes = stage.toe('nodes');
    expect(await nodes.ended).toBe(1);
    expect(nodes.stderr()).toBe(`${why}\nNext: kubectl --context ctx -n toe-system get pods\n`);
  });

  test('captures are shown also where the port-forward breaks', async () => {
    await put('running');
    const service = await stage.addPod('toe-coordinator-a');
    service.stop();
    const get = stage.toe('get', '-o', 'name');
    expect(await get.ended).toBe(0);
    expect(get.stdout()).toBe('powertool/running\n');
    expect(get.stderr()).toContain('connect ECONNREFUSED');
  });
});

describe('a coordinator that cannot be reached', () => {
  test('because the right to forward ports is missing', async () => {
    await stage.addPod('toe-coordinator-a');
    const role = '/apis/rbac.authorization.k8s.io/v1/namespaces/toe-system/roles/engineer';
    const { body } = await stage.server.admin.send('GET', role);
    const { rules } = body as { readonly rules: readonly { readonly resources: readonly string[] }[] };
    const fewer = rules.filter(({ resources }) => !resources.includes('pods/portforward'));
    await stage.put('PATCH', role, { rules: fewer });
    const line = stage.toe('nodes');
    const exitCode = await line.ended;
    await stage.put('PATCH', role, { rules });
    expect(exitCode).toBe(1);
    expect(line.stderr()).toBe(
      'Cannot reach the coordinator in namespace "toe-system" of context "ctx": cannot forward port 7443 of pod "toe-coordinator-a" in namespace "toe-system": the API server does not allow it: the rights get and create on pods/portforward there are needed\nNext: kubectl --context ctx -n toe-system get pods\n',
    );
  });

  test('because its certificate is not of the authority in the cluster is not believed', async () => {
    const service = await stage.addPod('toe-coordinator-a');
    const configMap = '/api/v1/namespaces/toe-system/configmaps/toe-ca';
    const other = await ensureAuthority(join(stage.folder, 'other-pki'));
    await stage.put('PATCH', configMap, { data: { 'ca.crt': other.certificate.toString('pem') } });
    const line = stage.toe('nodes');
    const exitCode = await line.ended;
    await stage.put('PATCH', configMap, { data: { 'ca.crt': stage.front.ca } });
    expect(exitCode).toBe(1);
    expect(line.stderr()).toMatch(/^Cannot reach the coordinator .* of context "ctx": .*certificate/);
    expect(service.authorizations).toEqual([]);
  });

  test('because there is none is told with where it was looked for', async () => {
    const line = stage.toe('nodes');
    expect(await line.ended).toBe(1);
    expect(line.stderr()).toBe(
      'Cannot find the coordinator in namespace "toe-system": no pod there has the labels "app.kubernetes.io/name=toe,app.kubernetes.io/component=coordinator"\nNext: install TOE, or name its namespace with --coordinator-namespace: kubectl --context ctx -n toe-system get pods\n',
    );
  });
});
