import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { perf, SettingsStage } from '../../test/builders/settings-stage.ts';

const patience = { timeout: 15_000, interval: 20 };

let stage: SettingsStage;

beforeEach(async () => {
  stage = await SettingsStage.start();
});

afterEach(() => stage[Symbol.asyncDispose]());

const ready = (status: 'True' | 'False', reason: string, message: string): object => ({
  conditions: [{ type: 'Ready', status, reason, message: expect.stringContaining(message) as unknown }],
});

describe('the statuses of configs and policies', () => {
  it('stand beside the files, and say which field is wrong and what would be right', async () => {
    await stage.putConfig();
    await stage.putPolicy({ names: ['-a'] }, { names: ['-o', '--output'] });
    stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({
        ...ready('True', 'Ready', ''),
        observedGeneration: 1,
        policyDigest: '',
        nodes: { supported: 0, unsupported: 0 },
      });
    await expect
      .poll(() => stage.readStatus('PowerToolArgumentPolicy', 'narrow'), patience)
      .toMatchObject({
        ...ready('False', 'OutsideBaseline', 'spec.subcommands[0].options[1]: option "-o, --output"'),
        observedGeneration: 1,
        digest: '',
        rejectedOptions: ['record: -o, --output'],
      });
  });

  it('follow every edit, also of the policy that a config names', async () => {
    await stage.putConfig({ argumentPolicy: 'narrow' });
    stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('False', 'PolicyNotFound', '"narrow" is not there'));
    stage.clock.nowUs += 1_000_000;
    await stage.putPolicy({ names: ['-F'], value: { max: 5_000 } });
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('False', 'PolicyNotReady', 'options[0].value.max'));
    stage.clock.nowUs += 1_000_000;
    await stage.putPolicy({ names: ['-F'], value: { max: 99 } });
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'Ready', ''));
    const policy = await stage.source.readPolicy('narrow');
    const digest = policy.kind === 'found' ? policy.digest : '';
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ policyDigest: digest, observedGeneration: 1 });
    await expect
      .poll(() => stage.readStatus('PowerToolArgumentPolicy', 'narrow'), patience)
      .toMatchObject({ digest, observedGeneration: 2 });
  });

  it('say since when a config is not ready, whatever is wrong with it meanwhile', async () => {
    await stage.putConfig({ version: '>7 <5' });
    stage.publish();
    const since = new Date(stage.clock.nowUs / 1_000).toISOString();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('False', 'OutsideBaseline', 'spec.version'));
    stage.clock.nowUs += 5_000_000;
    await stage.putConfig({ environment: { LD_PRELOAD: 'x' } });
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({
        ...ready('False', 'OutsideBaseline', 'spec.environment'),
        observedGeneration: 2,
      });
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ conditions: [{ lastTransitionTime: since }] });
  });

  it('say what the ceiling has cut', async () => {
    await stage.putConfig();
    stage.publish({ memory: '64Mi' });
    const cut = 'spec.resources.limits.memory: "512Mi" is above the ceiling of "64Mi"';
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'CutToCeiling', cut));
  });

  it('say that a file with faults does not count', async () => {
    await stage.putConfig();
    stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'Ready', ''));
    stage.clock.nowUs += 1_000_000;
    await stage.putConfig({ limits: { duration: 'long' } });
    const remark = 'its file has faults now, see status/faults.yaml: what it said before holds';
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'Ready', remark));
  });

  it('are written once a second at most, and never unchanged', async () => {
    await stage.putConfig();
    stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'Ready', ''));
    await stage.putConfig({ version: '>7 <5' });
    await vi.waitFor(async () => {
      const [setting] = await stage.source.listSettings();
      expect(setting?.metadata.generation).toBe(2);
    }, patience);
    // The time stands still, so that it has to wait however often it looks.
    await stage.untilLooked(3);
    expect(stage.written).toHaveLength(1);
    stage.clock.nowUs += 1_000_000;
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('False', 'OutsideBaseline', 'spec.version'));
    await stage.put('PowerToolConfig', 'other', perf);
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'other'), patience)
      .toMatchObject(ready('False', 'OutsideBaseline', 'metadata.name'));
    const names = (): readonly string[] => stage.written.map(({ name }) => name);
    await vi.waitFor(() => expect(names()).toEqual(['perf', 'perf', 'other']), patience);
  });

  it('are not written by who does not lead', async () => {
    stage.isHeld = false;
    await stage.putConfig();
    stage.publish();
    await stage.untilLooked(3);
    expect(stage.written).toEqual([]);
    stage.isHeld = true;
    stage.clock.nowUs += 1_000_000;
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('True', 'Ready', ''));
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
    await stage.putConfig({ version: '>=6', binary: { path } });
    stage.agents = [
      node(),
      node({ problem: 'perf_event_paranoid' }),
      node({ version: 'perf version 5.4' }),
      someFacts,
    ];
    stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ nodes: { supported: 1, unsupported: 3 } });
  });

  it('are counted anew when agents come and go, but not all the time', async () => {
    await stage.putConfig();
    const { publisher } = stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ nodes: { supported: 0, unsupported: 0 } });
    stage.agents = [node()];
    stage.clock.nowUs += 1_000_000;
    publisher.onNode();
    await stage.untilLooked(2);
    expect(stage.written).toHaveLength(1);
    stage.clock.nowUs += 10_000_000;
    publisher.onNode();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ nodes: { supported: 1, unsupported: 0 } });
  });

  it('stay as an earlier leader counted them while agents come back', async () => {
    await stage.putConfig();
    stage.agents = [node()];
    const earlier = stage.publish();
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject({ nodes: { supported: 1, unsupported: 0 } });
    await earlier.stop();
    stage.agents = [];
    stage.written.length = 0;
    const { publisher } = stage.publish({}, 60_000);
    publisher.onNode();
    await stage.untilLooked(3);
    expect(stage.written).toEqual([]);
    await stage.putConfig({ version: '>7 <5' });
    await expect
      .poll(() => stage.readStatus('PowerToolConfig', 'perf'), patience)
      .toMatchObject(ready('False', 'OutsideBaseline', 'spec.version'));
    expect(await stage.readStatus('PowerToolConfig', 'perf')).toMatchObject({ nodes: { supported: 1 } });
  });
});
