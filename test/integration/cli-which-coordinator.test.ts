import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeKubeconfig } from '../builders/kubeconfig.ts';
import { startToe } from '../builders/toe-process.ts';
import { FakePodForwards } from '../fakes/fake-pod-forwards.ts';
import { findFreePorts } from '../kube/harness/free-ports.ts';

/** An API server in which nothing is. */
let server: FakePodForwards;
let home: string;
let closedPort: number;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'toe-home-'));
  server = await FakePodForwards.start(join(home, 'pki'));
  [closedPort = 0] = await findFreePorts(1);
});

afterEach(async () => {
  await server.stop();
  rmSync(home, { recursive: true });
});

async function toe(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number | string; readonly stderr: string }> {
  await using run = startToe(args, { HOME: home, ...environment });
  return { exitCode: await run.ended, stderr: run.stderr() };
}

describe('which coordinator is meant', () => {
  const runStandalone = (pid: number): void => {
    const state = join(home, '.local/state/toe');
    mkdirSync(join(state, 'pki'), { recursive: true });
    writeFileSync(join(state, 'up.json'), JSON.stringify({ pid, apiAddress: `127.0.0.1:${closedPort}` }));
  };
  /** A process that has ended. */
  const goneProcess = async (): Promise<number> => {
    await using run = startToe(['--version'], {});
    await run.ended;
    return run.child.pid ?? 0;
  };
  const putKubeconfig = (): void => {
    mkdirSync(join(home, '.kube'));
    writeKubeconfig(join(home, '.kube/config'), {
      server: server.url,
      ca: server.ca,
      user: { token: 't' },
    });
  };

  test.each([
    [
      'the one that runs here, before a kubeconfig',
      process.pid,
      [],
      'Cannot reach the coordinator: a credential cannot be read',
    ],
    [
      'the kubeconfig that is named, before the one that runs here',
      process.pid,
      ['--context', 'ctx'],
      `from ConfigMap "toe-ca" in namespace "toe-system"`,
    ],
    [
      'the kubeconfig of the home directory, where nothing runs here',
      undefined,
      [],
      `from ConfigMap "toe-ca" in namespace "toe-system"`,
    ],
    [
      'an address, before everything',
      process.pid,
      ['--server', '127.0.0.1:1', '--ca', '/nonexistent'],
      "no such file or directory, open '/nonexistent'",
    ],
    [
      'another namespace of the coordinator',
      undefined,
      ['--coordinator-namespace', 'tools'],
      `from ConfigMap "toe-ca" in namespace "tools"`,
    ],
  ])('is %s', async (_title, pid, args, message) => {
    putKubeconfig();
    if (pid !== undefined) runStandalone(pid);
    const { exitCode, stderr } = await toe(['nodes', ...args]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(1);
  });

  test('is the cluster where the one that ran here has died', async () => {
    putKubeconfig();
    runStandalone(await goneProcess());
    expect((await toe(['nodes'])).stderr).toContain('from ConfigMap "toe-ca"');
  });

  test('cannot be two', async () => {
    const { exitCode, stderr } = await toe(['nodes', '--server', '127.0.0.1:1', '--context', 'ctx']);
    expect(stderr).toBe(
      'Cannot reach the coordinator: --server and --context mean different ones: give either an address or a cluster\n',
    );
    expect(exitCode).toBe(2);
  });

  test('is asked for with the three ways to say it where there is none', async () => {
    const { exitCode, stderr } = await toe(['nodes']);
    expect(stderr).toMatch(
      /^Cannot reach the coordinator: none is running with state directory ".*", and there is no kubeconfig: start one with "toe up", name a cluster with --kubeconfig \(or \$KUBECONFIG\), or an address with --server\nNext: toe up\n$/,
    );
    expect(exitCode).toBe(1);
  });

  test('is said on stderr where that is asked for', async () => {
    putKubeconfig();
    const { stderr } = await toe(['nodes', '--verbose', '-n', 'oncall']);
    expect(stderr.split('\n')[0]).toBe(`Using context "ctx" (${server.url}), namespace "oncall"`);
    expect((await toe(['nodes', '-n', 'oncall'])).stderr).not.toContain('Using');
  });
});

describe('a kubeconfig that is faulty', () => {
  const broken = 'users:\n- name: me\n  user: {token: tok-secret\nclusters: [\n';
  test.each([
    ['does not exist', undefined, [], 'it does not exist'],
    ['is no YAML', broken, [], 'it is not a kubeconfig: '],
    ['is empty', '', [], 'it is not a kubeconfig: it holds no YAML mapping'],
    [
      'has an entry without a name',
      'users: [{user: {token: tok-secret}}]',
      [],
      'it is not a kubeconfig: users[0].name is missing',
    ],
    [
      'has nothing in it',
      'kind: Config',
      [],
      'it names no current context: give one with --context: it has no contexts',
    ],
    ['has not the context', undefined, ['--context', 'prod'], 'there is no context "prod": it has "ctx"'],
    [
      'has not the cluster of its context',
      'current-context: a\ncontexts: [{name: a, context: {cluster: gone, user: me}}]\nusers: [{name: me}]',
      [],
      'context "a" is of cluster "gone", which is not there',
    ],
    [
      'has not the user of its context',
      'current-context: a\ncontexts: [{name: a, context: {cluster: c, user: gone}}]\nclusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]',
      [],
      'context "a" is of user "gone", who is not there',
    ],
  ] as const)('because it %s is told so', async (title, text, args, why) => {
    const path = join(home, 'kubeconfig');
    if (text !== undefined) writeFileSync(path, text);
    else if (title !== 'does not exist') {
      writeKubeconfig(path, { server: server.url, ca: server.ca, user: { token: 'tok-secret' } });
    }
    const { exitCode, stderr } = await toe(['nodes', '--kubeconfig', path, ...args]);
    expect(stderr).toContain(`Cannot use kubeconfig "${path}": ${why}`);
    expect(stderr).toMatch(/\nNext: kubectl config get-contexts, or name another file with --kubeconfig\n$/);
    expect(stderr).not.toContain('tok-secret');
    expect(exitCode).toBe(2);
  });

  test('that $KUBECONFIG names and that is missing is not passed over', async () => {
    const { exitCode, stderr } = await toe(['nodes'], { KUBECONFIG: '/nonexistent/config' });
    expect(stderr).toContain('Cannot use kubeconfig "/nonexistent/config": it does not exist\n');
    expect(exitCode).toBe(2);
  });
});

test('kubectl finds the command line as its plugin, linked from anywhere', async () => {
  const plugin = join(home, 'kubectl-toe');
  symlinkSync(fileURLToPath(new URL('../../cli/kubectl-toe', import.meta.url)), plugin);
  await using run = startToe(['get', '--help'], { HOME: home }, plugin);
  expect([await run.ended, run.stderr()]).toEqual([0, '']);
  expect(run.stdout()).toContain('Usage: toe get');
});
