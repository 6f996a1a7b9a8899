import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { toCredentialId } from './harness/audit-log.ts';
import { ClusterSettingsStage } from './settings-stage.ts';

vi.setConfig({ testTimeout: 180_000 });

const policyOf = (enforcement: string, more: object = {}): object => ({
  enforcement,
  maxDuration: null,
  namespaces: null,
  subcommands: [
    {
      name: 'record',
      options: [
        { names: ['-F'], value: { max: 99 } },
        { names: ['-a'] },
        { names: ['-C'] },
        { names: ['-e'] },
      ],
    },
  ],
  ...more,
});
/** Five seconds of perf on one node. */
const capture = (...args: string[]): object => ({
  tool: { name: 'perf', args: ['record', '-F', '9', '-e', 'cpu-clock', ...args], duration: '5s' },
  targets: { nodeNames: ['node-a'] },
  start: { leadTime: '1s' },
});
const conditionOf = (status: { readonly conditions: readonly { readonly type: string }[] }, type: string) =>
  status.conditions.find((condition) => condition.type === type);

let stage: ClusterSettingsStage;

beforeAll(async () => {
  stage = await ClusterSettingsStage.start();
}, 120_000);

afterAll(() => stage?.[Symbol.asyncDispose](), 60_000);

test('the defaults get their statuses: what holds, on how many nodes, under which policy', async () => {
  const policy = await stage.statusOf(
    'PowerToolArgumentPolicy',
    'perf',
    (_, { status }) => status === 'True',
  );
  expect(policy).toMatchObject({ rejectedOptions: [], digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const config = await stage.statusOf('PowerToolConfig', 'perf', ({ nodes }) => nodes.supported === 2);
  expect(config).toMatchObject({ policyDigest: policy.digest, nodes: { supported: 2, unsupported: 0 } });
  expect(conditionOf(config, 'Ready')).toMatchObject({
    status: 'True',
    reason: 'CutToCeiling',
    message: expect.stringMatching(
      /spec\.resources\.limits\.memory: "512Mi" is above the ceiling of "256Mi".*spec\.limits\.duration: "1h"/,
    ),
  });
});

test('the ceiling holds for captures, and is named where one asks for more', async () => {
  const long = { ...capture('-a'), tool: { name: 'node-snapshot', duration: '11m' } };
  await stage.fleet.create('too-long', long, {}, 'prod');
  const refused = await stage.ended('too-long', 'prod');
  expect(conditionOf(refused, 'Accepted')).toMatchObject({
    reason: 'Invalid',
    message: 'spec.tool.duration: "11m" is above the limit of "10m" that the coordinator\'s ceiling sets',
  });
});

test('a policy that asks for too much makes itself and its config not ready, and captures are refused by it', async () => {
  const options = [{ names: ['-a'] }, { names: ['-o', '--output'] }];
  await stage.edit('PowerToolArgumentPolicy', 'perf', { subcommands: [{ name: 'record', options }] });
  const field = 'spec.subcommands[0].options[1]: option "-o, --output"';
  const policy = await stage.statusOf(
    'PowerToolArgumentPolicy',
    'perf',
    (_, { status }) => status === 'False',
  );
  expect(policy).toMatchObject({ digest: '', rejectedOptions: ['record: -o, --output'] });
  expect(conditionOf(policy, 'Ready')).toMatchObject({
    reason: 'OutsideBaseline',
    message: expect.stringContaining(field),
  });
  const config = await stage.statusOf('PowerToolConfig', 'perf', (_, { status }) => status === 'False');
  expect(conditionOf(config, 'Ready')).toMatchObject({
    reason: 'PolicyNotReady',
    message: expect.stringContaining(field),
  });
  await stage.fleet.create('under-a-bad-policy', capture('-a'), {}, 'prod');
  const refused = await stage.ended('under-a-bad-policy', 'prod');
  expect(refused.phase).toBe('Failed');
  expect(conditionOf(refused, 'Accepted')).toMatchObject({
    status: 'False',
    reason: 'PolicyNotReady',
    message: expect.stringMatching(
      /^spec\.tool\.name: "perf" cannot be used now: PowerToolConfig "perf" is not ready/,
    ),
  });
  expect(JSON.stringify(conditionOf(refused, 'Accepted'))).toContain('option \\"-o, --output\\"');
});

test('mending the policy makes both ready again, and an overlay refuses in dev-x what prod may', async () => {
  const namespaces = [{ names: ['dev-*'], denyOptions: ['--all-cpus'] }];
  await stage.edit('PowerToolArgumentPolicy', 'perf', policyOf('Enforce', { namespaces }));
  await stage.statusOf('PowerToolConfig', 'perf', (_, { status }) => status === 'True');
  await stage.fleet.create('whole-node', capture('-a'), {}, 'dev-x');
  await stage.fleet.create('whole-node', capture('-a'), {}, 'prod');
  const refused = await stage.ended('whole-node', 'dev-x');
  expect(conditionOf(refused, 'Accepted')).toMatchObject({
    status: 'False',
    message: expect.stringMatching(
      /^spec\.tool\.args: .*"-a" is taken away by the argument policy: .*for namespaces "dev-\*"$/,
    ),
  });
  const taken = await stage.ended('whole-node', 'prod');
  expect(taken.phase).toBe('Succeeded');
  expect(conditionOf(taken, 'WithinPolicy')).toBeUndefined();
});

test('a policy that warns lets it run, and says so on the capture', async () => {
  const namespaces = [{ names: ['dev-*'], denyOptions: ['-a'] }];
  await stage.edit('PowerToolArgumentPolicy', 'perf', policyOf('Warn', { namespaces }));
  await stage.statusOf('PowerToolArgumentPolicy', 'perf', (_, { status }) => status === 'True');
  const uid = await stage.fleet.create('warned', capture('-a'), {}, 'dev-x');
  await stage.fleet.create('beyond-all', capture('-a', '-o', 'x'), {}, 'dev-x');
  const taken = await stage.ended('warned', 'dev-x');
  expect(taken.phase).toBe('Succeeded');
  expect(conditionOf(taken, 'WithinPolicy')).toMatchObject({
    status: 'False',
    reason: 'OutsidePolicy',
    message: expect.stringMatching(
      /^Policy "perf", which only warns, would have refused it: spec\.tool\.args: /,
    ),
  });
  await vi.waitFor(
    async () => expect(await stage.reasonsOf(uid, 'dev-x')).toContain('OutsidePolicy'),
    15_000,
  );
  expect(await stage.metric('toe_coordinator_captures_outside_policy_total{enforcement="Warn"}')).toBe('1');
  const refused = await stage.ended('beyond-all', 'dev-x');
  expect(conditionOf(refused, 'Accepted')).toMatchObject({
    status: 'False',
    message: expect.stringContaining('"-o" has no place in the grammar'),
  });
});

test('a policy that audits says so in the log and a metric alone', async () => {
  await stage.edit('PowerToolArgumentPolicy', 'perf', policyOf('Audit'));
  await stage.statusOf('PowerToolArgumentPolicy', 'perf', (_, { status }) => status === 'True');
  const uid = await stage.fleet.create('audited', capture('-a', '-g'), {}, 'prod');
  const taken = await stage.ended('audited', 'prod');
  expect(taken.phase).toBe('Succeeded');
  expect(conditionOf(taken, 'WithinPolicy')).toBeUndefined();
  await vi.waitFor(async () => expect(await stage.reasonsOf(uid, 'prod')).toContain('Succeeded'), 15_000);
  expect(await stage.reasonsOf(uid, 'prod')).not.toContain('OutsidePolicy');
  expect(await stage.metric('toe_coordinator_captures_outside_policy_total{enforcement="Audit"}')).toBe('1');
  expect(await stage.logged('Capture was accepted outside its argument policy')).toMatchObject([
    { enforcement: 'Warn', name: 'warned', who: 'tester' },
    { enforcement: 'Audit', name: 'audited', run: uid, policy: 'perf', why: [expect.stringContaining('-g')] },
  ]);
});

test('a range of versions keeps captures off nodes whose tool is another one', async () => {
  await stage.edit('PowerToolConfig', 'perf', { version: '>=99' });
  await stage.statusOf('PowerToolConfig', 'perf', ({ nodes }) => nodes.unsupported === 2);
  await stage.fleet.create('too-old', capture('-a'), {}, 'prod');
  const refused = await stage.ended('too-old', 'prod');
  expect(refused).toMatchObject({
    phase: 'Failed',
    failures: [
      {
        node: 'node-a',
        reason: 'VersionNotAllowed',
        message: expect.stringMatching(/^The version of its perf [0-9.]+ is not within ">=99"/),
      },
    ],
  });
});

test('a config that says what no agent can do is not ready until it is mended', async () => {
  await stage.edit('PowerToolConfig', 'node-snapshot', { environment: { LD_PRELOAD: '/x.so' } });
  const config = await stage.statusOf(
    'PowerToolConfig',
    'node-snapshot',
    (_, { status }) => status === 'False',
  );
  expect(conditionOf(config, 'Ready')).toMatchObject({
    reason: 'OutsideBaseline',
    message: expect.stringMatching(/^spec\.environment\["LD_PRELOAD"\]: is no variable that may be set/),
  });
  const spec = { ...capture(), tool: { name: 'node-snapshot', duration: '5s' } };
  await stage.fleet.create('not-ready', spec, {}, 'prod');
  const refused = await stage.ended('not-ready', 'prod');
  expect(conditionOf(refused, 'Accepted')).toMatchObject({
    reason: 'ConfigNotReady',
    message: expect.stringContaining('spec.environment["LD_PRELOAD"]'),
  });
  await stage.edit('PowerToolConfig', 'node-snapshot', { environment: { LD_PRELOAD: null } });
  await stage.statusOf('PowerToolConfig', 'node-snapshot', (_, { status }) => status === 'True');
});

test('the leader alone writes them, and none that says the same', async () => {
  const leader = await stage.fleet.leader();
  const writes = stage.statusWrites();
  expect(writes.length).toBeGreaterThan(5);
  expect([...new Set(writes.map(({ credentialId }) => credentialId))]).toEqual([
    toCredentialId(leader.token),
  ]);
  // Neither a label nor a capture is a reason to write.
  await stage.edit('PowerToolConfig', 'perf', {}, { labels: { team: 'blue' } });
  await stage.fleet.create('nothing-new', capture('-Z'), {}, 'prod');
  await stage.ended('nothing-new', 'prod');
  expect(stage.statusWrites()).toHaveLength(writes.length);
});
