import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ensureAuthority } from '../../shared/pki/authority.ts';
import { writeKubeconfig } from '../builders/kubeconfig.ts';
import { startToe } from '../builders/toe-process.ts';
import { type ApiServer, startApiServer } from '../kube/harness/api-server.ts';
import { findFreePorts } from '../kube/harness/free-ports.ts';
import { createNamespace, installKinds, messageOf, pathOf, readPath } from '../kube/harness/toe-objects.ts';

let server: ApiServer;
let folder: string;
let home: string;
let strangerToken: string;
let closedPort: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'toe-kubeconfig-'));
  server = await startApiServer();
  await installKinds(server.admin);
  await createNamespace(server.admin, 'oncall');
  await createNamespace(server.admin, 'toe-system');
  const body = {
    apiVersion: 'toe.run/v1alpha1',
    kind: 'PowerTool',
    metadata: { name: 'there' },
    spec: { tool: { name: 'perf', args: ['record'], duration: '30s' }, targets: { allNodes: true } },
  };
  const created = await server.admin.send('POST', pathOf('PowerTool', 'oncall'), { body });
  if (created.status !== 201) throw new Error(messageOf(created));
  strangerToken = await makeStranger();
  [closedPort = 0] = await findFreePorts(1);
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'));
});

/** The token of a service account that may do nothing. */
async function makeStranger(): Promise<string> {
  const accounts = '/api/v1/namespaces/oncall/serviceaccounts';
  await server.admin.send('POST', accounts, { body: { metadata: { name: 'stranger' } } });
  const answer = await server.admin.send('POST', `${accounts}/stranger/token`, { body: { spec: {} } });
  return String(readPath(answer.body, 'status', 'token'));
}

interface Ended {
  readonly exitCode: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. No secret may be shown, whatever happens. */
async function toe(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  await using run = startToe(args, { HOME: home, ...environment });
  const exitCode = await run.ended;
  for (const secret of [server.adminToken, strangerToken])
    expect(run.stdout() + run.stderr()).not.toContain(secret);
  return { exitCode, stdout: run.stdout(), stderr: run.stderr() };
}

/** A kubeconfig file of the one user. */
function kubeconfigOf(user: object, more: { readonly server?: string; readonly ca?: string } = {}): string {
  const place = { server: more.server ?? server.url, ca: more.ca ?? server.ca };
  return writeKubeconfig(join(home, 'kubeconfig'), { ...place, user, namespace: 'oncall' });
}

function write(name: string, text: string, mode = 0o600): string {
  const path = join(home, name);
  writeFileSync(path, text, { mode });
  return path;
}

/** A credential plugin that runs this shell text. */
function pluginOf(script: string): object {
  write('plugin', `#!/bin/sh\n${script}\n`, 0o700);
  return {
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './plugin', interactiveMode: 'Never' },
  };
}

const credentialOf = (status: object): string =>
  JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status });

describe('a credential that is good', () => {
  test.each([
    ['a token', () => ({ token: server.adminToken })],
    [
      'a token file beside the kubeconfig',
      () => {
        write('token', `${server.adminToken}\n`);
        return { tokenFile: 'token' };
      },
    ],
    [
      'a token file that counts before the token',
      () => ({ token: 'old', tokenFile: write('token', server.adminToken) }),
    ],
    ['a plugin', () => pluginOf(`echo '${credentialOf({ token: server.adminToken })}'`)],
  ])('is taken from %s', async (_title, makeUser) => {
    const { exitCode, stdout, stderr } = await toe([
      'get',
      '-o',
      'name',
      '--kubeconfig',
      kubeconfigOf(makeUser()),
    ]);
    expect(stderr).toBe(
      `Cannot read the coordinator's authority from ConfigMap "toe-ca" in namespace "toe-system": it is not there; showing what the API server has\n`,
    );
    expect([exitCode, stdout]).toEqual([0, 'powertool/there\n']);
  });

  test('is taken of several files, of which some are missing and the first of one name counts', async () => {
    const good = kubeconfigOf({ token: server.adminToken });
    const other = writeKubeconfig(join(home, 'other'), {
      server: 'https://127.0.0.1:1',
      ca: server.ca,
      user: {},
    });
    const files = [join(home, 'missing'), good, other].join(':');
    expect(await toe(['get', '-o', 'name'], { KUBECONFIG: files })).toMatchObject({
      stdout: 'powertool/there\n',
    });
  });
});

describe('a credential that is of no use', () => {
  const noCredential = 'Cannot use context "ctx" as user "me": ';
  test.each([
    [
      'a client certificate alone',
      () => ({ 'client-certificate-data': btoa(server.ca), 'client-key-data': '' }),
      2,
      'Cannot call the coordinator as user "me" of the kubeconfig: they have no bearer token, and the coordinator knows people by nothing else: call it as a service account, with --as-service-account NAMESPACE/NAME\n',
    ],
    [
      'a token that nobody knows',
      () => ({ token: 'unknown' }),
      1,
      'the API server of context "ctx" does not accept the credential of user "me"\nNext: log in again as your cluster asks it; to check: kubectl --context ctx auth whoami\n',
    ],
    [
      'a person without rights',
      () => ({ token: strangerToken }),
      1,
      'configmaps "toe-ca" is forbidden: User "system:serviceaccount:oncall:stranger" cannot get resource "configmaps" in API group "" in the namespace "toe-system"\nNext: ask an administrator for this right, or give a namespace where you have it (-n)\n',
    ],
    [
      'a token file that is missing',
      () => ({ tokenFile: '/nonexistent/token' }),
      1,
      `${noCredential}ENOENT: `,
    ],
    [
      'a plugin that is missing',
      () => ({ exec: { command: 'no-such-plugin' } }),
      1,
      `${noCredential}spawn no-such-plugin ENOENT`,
    ],
    [
      'a plugin that fails',
      () => pluginOf('echo "SSO session has expired" >&2; exit 3'),
      1,
      `${noCredential}SSO session has expired\n`,
    ],
    [
      'a plugin that says nothing',
      () => pluginOf('exit 3'),
      1,
      `${noCredential}its plugin failed and said nothing`,
    ],
    [
      'a plugin that prints something else',
      () => pluginOf('echo tok-secret'),
      1,
      `${noCredential}its plugin printed no ExecCredential`,
    ],
    [
      'a plugin without a status',
      () => pluginOf('echo {}'),
      1,
      `${noCredential}its plugin printed no ExecCredential`,
    ],
  ])('as of %s is told so', async (_title, makeUser, code, message) => {
    const { exitCode, stderr } = await toe(['nodes', '--kubeconfig', kubeconfigOf(makeUser())]);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('tok-secret');
    expect(exitCode).toBe(code);
  });
});

describe('an API server that gives no answer', () => {
  test('because nothing listens is named with its context', async () => {
    const url = `https://127.0.0.1:${closedPort}`;
    const { exitCode, stderr } = await toe([
      'stop',
      'x',
      '--kubeconfig',
      kubeconfigOf({ token: 't' }, { server: url }),
    ]);
    expect(stderr).toBe(
      `Cannot reach the API server "${url}" of context "ctx": connect ECONNREFUSED 127.0.0.1:${closedPort}\nNext: kubectl --context ctx version, or choose another one with --context\n`,
    );
    expect(exitCode).toBe(1);
  });

  test('because its certificate is another one is not believed', async () => {
    const authority = await ensureAuthority(join(folder, 'other-pki'));
    const kubeconfig = kubeconfigOf(
      { token: server.adminToken },
      { ca: authority.certificate.toString('pem') },
    );
    const { exitCode, stderr } = await toe(['stop', 'x', '--kubeconfig', kubeconfig]);
    expect(stderr).toMatch(/^Cannot reach the API server "https:.*" of context "ctx": .*certificate/);
    expect(exitCode).toBe(1);
  });
});
