import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, onTestFailed, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { apiVersion } from '../../shared/kinds/kinds.ts';
import { isTerminal, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { fromStruct, toStruct } from '../../shared/rpc/struct.ts';
import { Fleet } from '../faults/harness/fleet.ts';
import { makePerfSpec } from '../faults/harness/specs.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';
import { readPath } from '../kube/harness/toe-objects.ts';

vi.setConfig({ testTimeout: 60_000 });

const patience = { timeout: 20_000, interval: 50 };
const options = ['-e', '-F', '-a'].map((name) => ({ names: [name] }));
const namespaces = [{ names: ['dev-*'], denyOptions: ['-a'] }];
const record = { name: 'record', outputs: [{ name: 'profile', path: 'perf.data' }] };

const toPolicy = (fields: object): string =>
  stringify({
    apiVersion,
    kind: 'PowerToolArgumentPolicy',
    metadata: { name: 'narrow' },
    spec: { tool: 'perf', subcommands: [{ name: 'record', options }], namespaces, ...fields },
  });
const config = stringify({
  apiVersion,
  kind: 'PowerToolConfig',
  metadata: { name: 'perf' },
  spec: {
    argumentPolicy: 'narrow',
    binary: { path: '/usr/bin/perf' },
    securityContext: { capabilities: { add: ['PERFMON', 'SYS_PTRACE', 'SYSLOG', 'SYS_ADMIN'] } },
    subcommands: [record],
  },
});

let fleet: Fleet;

beforeAll(async () => {
  fleet = await Fleet.start({
    nodes: [{ name: 'one' }],
    coordinatorEnvironment: { TOE_CEILING_PIDS: '32' },
    resources: { 'policy.yaml': toPolicy({}), 'config.yaml': config },
  });
});
beforeEach(() => {
  onTestFailed(() => void process.stderr.write(`${fleet.readTails()}\n`));
});
afterAll(() => fleet?.[Symbol.asyncDispose]());

/** What stands beside the files. */
async function readSetting(kind: string, name: string): Promise<unknown> {
  const path = join(fleet.dataDirectory, 'status', kind, 'toe-system', `${name}.yaml`);
  return readPath(parse(await readFile(path, 'utf8').catch(() => '')), 'status');
}

/** Captures the node from a namespace; resolves with how it ended. */
async function capture(namespace: string, name: string, args: readonly string[]): Promise<PowerToolStatus> {
  const spec = makePerfSpec({ nodes: [fleet.node('one').name], args });
  await fleet.client.create({ namespace, name, spec: toStruct(spec) });
  return waitUntil(
    async () => {
      const { status } = await fleet.client.get({ namespace, name });
      // The coordinator's own JSON of this type.
      const seen = fromStruct(status) as unknown as PowerToolStatus;
      return seen.phase !== undefined && isTerminal(seen.phase) ? seen : undefined;
    },
    { timeoutMs: 40_000, what: `the end of "${name}"` },
  );
}

const acceptedOf = ({ conditions }: PowerToolStatus) => conditions.find(({ type }) => type === 'Accepted');

test('statuses stand beside the files, with what holds and how many nodes have the tool', async () => {
  await expect
    .poll(() => readSetting('PowerToolConfig', 'perf'), patience)
    .toMatchObject({
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'CutToCeiling',
          message: expect.stringContaining('spec.limits.pids: "64" is above the ceiling of "32"'),
        },
      ],
      nodes: { supported: 1, unsupported: 0 },
    });
  const config = await readSetting('PowerToolConfig', 'perf');
  expect(await readSetting('PowerToolArgumentPolicy', 'narrow')).toMatchObject({
    conditions: [{ type: 'Ready', status: 'True' }],
    digest: readPath(config, 'policyDigest'),
  });
});

test('an overlay refuses in dev-x what prod may', async () => {
  expect(acceptedOf(await capture('dev-x', 'overlaid', ['-F', '9', '-a']))).toMatchObject({
    status: 'False',
    message: expect.stringContaining('for namespaces "dev-*"'),
  });
  expect(await capture('prod', 'overlaid', ['-F', '9', '-a'])).toMatchObject({ phase: 'Succeeded' });
});

test('a bad edit turns policy and config not ready and refuses captures, until it is mended', async () => {
  const bad = [{ name: 'record', options: [...options, { names: ['-F'], value: { max: 5_000 } }] }];
  await fleet.writeResource('policy.yaml', toPolicy({ subcommands: bad }));
  const field = 'spec.subcommands[0].options[3]';
  for (const [kind, name, reason] of [
    ['PowerToolArgumentPolicy', 'narrow', 'Contradictory'],
    ['PowerToolConfig', 'perf', 'PolicyNotReady'],
  ] as const) {
    await expect
      .poll(() => readSetting(kind, name), patience)
      .toMatchObject({
        conditions: [{ status: 'False', reason, message: expect.stringContaining(field) }],
      });
  }
  expect(acceptedOf(await capture('prod', 'under-a-bad-one', ['-F', '9', '-a']))).toMatchObject({
    status: 'False',
    reason: 'PolicyNotReady',
    message: expect.stringContaining(field),
  });
});

test('a policy that warns lets it run, says so on the capture, and before in the preview', async () => {
  await fleet.writeResource('policy.yaml', toPolicy({ enforcement: 'Warn' }));
  await expect
    .poll(() => readSetting('PowerToolConfig', 'perf'), patience)
    .toMatchObject({ conditions: [{ status: 'True' }] });
  const spec = makePerfSpec({ nodes: [fleet.node('one').name], args: ['-F', '9', '-a', '-g'] });
  const preview = await fleet.client.preview({ namespace: 'prod', spec: toStruct(spec) });
  expect(preview).toMatchObject({
    faults: [],
    warnings: [expect.stringContaining('"-g" is taken away by the argument policy')],
  });
  const taken = await capture('prod', 'warned', ['-F', '9', '-a', '-g']);
  expect(taken.phase).toBe('Succeeded');
  expect(taken.conditions.find(({ type }) => type === 'WithinPolicy')).toMatchObject({
    status: 'False',
    reason: 'OutsidePolicy',
    message: expect.stringContaining('"-g" is taken away'),
  });
});
