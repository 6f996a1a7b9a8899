import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import { silentLog } from '../../shared/log.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import { makeFence } from '../leadership/fence.ts';
import { fenceSource } from '../resources/fence-source.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import { openResourceFolder } from '../resources/standalone/open-resource-folder.ts';
import type { SettingStatus } from '../resources/stored-setting.ts';
import { type Ceiling, noCeiling } from './ceiling.ts';
import { SettingsPublisher } from './publish-settings.ts';

const patience = { timeout: 15_000, interval: 20 };

let folder: string;
let clock: FakeClock;
let source: ResourceSource;
let written: { readonly name: string; readonly status: SettingStatus }[];
/** How often the publisher has looked at all there is. */
let looks: number;
let agents: NodeFacts[];
let isHeld: boolean;
let undo: AsyncDisposableStack;

beforeEach(async () => {
  undo = new AsyncDisposableStack();
  folder = await mkdtemp(join(tmpdir(), 'toe-settings-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  [written, looks, agents, isHeld] = [[], 0, [], true];
  clock = new FakeClock();
  const options = { dataDir: folder, defaults: defaultConfigs, defaultPolicies, log: silentLog };
  source = await openResourceFolder({ ...options, settleMs: 20, pollMs: 100 });
  const watching = new AbortController();
  const watched = source.watch(() => undefined, watching.signal);
  undo.defer(async () => {
    watching.abort();
    await watched;
  });
});

afterEach(() => undo.disposeAsync());

/** Publishes as a leader does, until it is stopped or the test ends. */
function publish(
  ceiling: Partial<Ceiling> = {},
  settleMs = 0,
): { readonly publisher: SettingsPublisher; readonly stop: () => Promise<void> } {
  const controller = new AbortController();
  const { signal } = controller;
  const fenced = fenceSource(source, makeFence({ isHeld: () => isHeld }), signal);
  const sessions = { all: () => agents.map((facts) => ({ facts, connected: true })) } as unknown as Sessions;
  const publisher = new SettingsPublisher({
    source: {
      readPolicy: (name) => fenced.readPolicy(name),
      listenSettings: (onChange) => fenced.listenSettings(onChange),
      listSettings: () => {
        looks += 1;
        return fenced.listSettings();
      },
      writeSettingStatus: async (ref, uid, status) => {
        const result = await fenced.writeSettingStatus(ref, uid, status);
        written.push({ name: ref.name, status });
        return result;
      },
    },
    sessions,
    ceiling: { ...noCeiling, ...ceiling },
    clock,
    log: silentLog,
    settleMs,
  });
  const running = publisher.run(signal);
  const stop = async (): Promise<void> => {
    controller.abort();
    await running;
  };
  undo.defer(stop);
  return { publisher, stop };
}

const object = (kind: string, name: string, spec: object): string =>
  JSON.stringify({ apiVersion: 'toe.run/v1alpha1', kind, metadata: { name }, spec });
const put = (file: string, text: string): Promise<void> => writeFile(join(folder, 'resources', file), text);
const perf = { subcommands: [{ name: 'record', outputs: [{ name: 'profile', path: 'perf.data' }] }] };
const putConfig = (fields: object = {}): Promise<void> =>
  put('perf.yaml', object('PowerToolConfig', 'perf', { ...perf, ...fields }));
const putPolicy = (...options: readonly object[]): Promise<void> =>
  put(
    'policy.yaml',
    object('PowerToolArgumentPolicy', 'narrow', {
      tool: 'perf',
      subcommands: [{ name: 'record', options }],
    }),
  );

/** What people read beside the files. */
async function readStatus(kind: string, name: string): Promise<unknown> {
  const text = await readFile(join(folder, 'status', kind, 'toe-system', `${name}.yaml`), 'utf8');
  const record: unknown = parse(text);
  return typeof record === 'object' && record !== null && 'status' in record ? record.status : undefined;
}

async function untilStatus(kind: string, name: string, status: object): Promise<void> {
  await vi.waitFor(async () => expect(await readStatus(kind, name)).toMatchObject(status), patience);
}

async function untilLooked(times: number): Promise<void> {
  const before = looks;
  await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(before + times), patience);
}

const ready = (status: 'True' | 'False', reason: string, message: string): object => ({
  conditions: [{ type: 'Ready', status, reason, message: expect.stringContaining(message) as unknown }],
});

describe('the statuses of configs and policies', () => {
  it('stand beside the files, and say which field is wrong and what would be right', async () => {
    await putConfig();
    await putPolicy({ names: ['-a'] }, { names: ['-o', '--output'] });
    publish();
    await untilStatus('PowerToolConfig', 'perf', {
      ...ready('True', 'Ready', ''),
      observedGeneration: 1,
      policyDigest: '',
      nodes: { supported: 0, unsupported: 0 },
    });
    await untilStatus('PowerToolArgumentPolicy', 'narrow', {
      ...ready('False', 'OutsideBaseline', 'spec.subcommands[0].options[1]: option "-o, --output"'),
      observedGeneration: 1,
      digest: '',
      rejectedOptions: ['record: -o, --output'],
    });
  });

  it('follow every edit, also of the policy that a config names', async () => {
    await putConfig({ argumentPolicy: 'narrow' });
    publish();
    await untilStatus('PowerToolConfig', 'perf', ready('False', 'PolicyNotFound', '"narrow" is not there'));
    clock.nowUs += 1_000_000;
    await putPolicy({ names: ['-F'], value: { max: 5_000 } });
    await untilStatus('PowerToolConfig', 'perf', ready('False', 'PolicyNotReady', 'options[0].value.max'));
    clock.nowUs += 1_000_000;
    await putPolicy({ names: ['-F'], value: { max: 99 } });
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'Ready', ''));
    const policy = await source.readPolicy('narrow');
    const digest = policy.kind === 'found' ? policy.digest : '';
    await untilStatus('PowerToolConfig', 'perf', { policyDigest: digest, observedGeneration: 1 });
    await untilStatus('PowerToolArgumentPolicy', 'narrow', { digest, observedGeneration: 2 });
  });

  it('say since when a config is not ready, whatever is wrong with it meanwhile', async () => {
    await putConfig({ version: '>7 <5' });
    publish();
    const since = new Date(clock.nowUs / 1_000).toISOString();
    await untilStatus('PowerToolConfig', 'perf', ready('False', 'OutsideBaseline', 'spec.version'));
    clock.nowUs += 5_000_000;
    await putConfig({ environment: { LD_PRELOAD: 'x' } });
    await untilStatus('PowerToolConfig', 'perf', {
      ...ready('False', 'OutsideBaseline', 'spec.environment'),
      observedGeneration: 2,
    });
    await untilStatus('PowerToolConfig', 'perf', { conditions: [{ lastTransitionTime: since }] });
  });

  it('say what the ceiling has cut', async () => {
    await putConfig();
    publish({ memory: '64Mi' });
    const cut = 'spec.resources.limits.memory: "512Mi" is above the ceiling of "64Mi"';
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'CutToCeiling', cut));
  });

  it('say that a file with faults does not count', async () => {
    await putConfig();
    publish();
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'Ready', ''));
    clock.nowUs += 1_000_000;
    await putConfig({ limits: { duration: 'long' } });
    const remark = 'its file has faults now, see status/faults.yaml: what it said before holds';
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'Ready', remark));
  });

  it('are written once a second at most, and never unchanged', async () => {
    await putConfig();
    publish();
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'Ready', ''));
    await putConfig({ version: '>7 <5' });
    await vi.waitFor(async () => {
      const [setting] = await source.listSettings();
      expect(setting?.metadata.generation).toBe(2);
    }, patience);
    // The time stands still, so that it has to wait however often it looks.
    await untilLooked(3);
    expect(written).toHaveLength(1);
    clock.nowUs += 1_000_000;
    await untilStatus('PowerToolConfig', 'perf', ready('False', 'OutsideBaseline', 'spec.version'));
    await put('other.yaml', object('PowerToolConfig', 'other', perf));
    await untilStatus('PowerToolConfig', 'other', ready('False', 'OutsideBaseline', 'metadata.name'));
    const names = (): readonly string[] => written.map(({ name }) => name);
    await vi.waitFor(() => expect(names()).toEqual(['perf', 'perf', 'other']), patience);
  });

  it('are not written by who does not lead', async () => {
    isHeld = false;
    await putConfig();
    publish();
    await untilLooked(3);
    expect(written).toEqual([]);
    isHeld = true;
    clock.nowUs += 1_000_000;
    await untilStatus('PowerToolConfig', 'perf', ready('True', 'Ready', ''));
  });
});

describe('the nodes of a config', () => {
  const tool = {
    name: 'perf',
    path: '/usr/bin/perf',
    version: 'perf version 6.1.170',
    sha256: '',
    problem: '',
  };
  const node = (change: object = {}): NodeFacts => ({ ...someFacts, tools: [{ ...tool, ...change }] });

  it('are those whose agent has the tool, without a problem and of a version that may be', async () => {
    const path = '/usr/bin/perf';
    await putConfig({ version: '>=6', binary: { path } });
    agents.push(
      node(),
      node({ problem: 'perf_event_paranoid' }),
      node({ version: 'perf version 5.4' }),
      someFacts,
    );
    publish();
    await untilStatus('PowerToolConfig', 'perf', { nodes: { supported: 1, unsupported: 3 } });
  });

  it('are counted anew when agents come and go, but not all the time', async () => {
    await putConfig();
    const { publisher } = publish();
    await untilStatus('PowerToolConfig', 'perf', { nodes: { supported: 0, unsupported: 0 } });
    agents.push(node());
    clock.nowUs += 1_000_000;
    publisher.onNode();
    await untilLooked(2);
    expect(written).toHaveLength(1);
    clock.nowUs += 10_000_000;
    publisher.onNode();
    await untilStatus('PowerToolConfig', 'perf', { nodes: { supported: 1, unsupported: 0 } });
  });

  it('stay as an earlier leader counted them while agents come back', async () => {
    await putConfig();
    agents.push(node());
    const earlier = publish();
    await untilStatus('PowerToolConfig', 'perf', { nodes: { supported: 1, unsupported: 0 } });
    await earlier.stop();
    agents = [];
    written = [];
    const { publisher } = publish({}, 60_000);
    publisher.onNode();
    await untilLooked(3);
    expect(written).toEqual([]);
    await putConfig({ version: '>7 <5' });
    await untilStatus('PowerToolConfig', 'perf', ready('False', 'OutsideBaseline', 'spec.version'));
    expect(await readStatus('PowerToolConfig', 'perf')).toMatchObject({ nodes: { supported: 1 } });
  });
});
