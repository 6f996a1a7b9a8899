import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import { protocolVersions } from '../../shared/domain/protocol.ts';
import { silentLog } from '../../shared/log.ts';
import type { PreviewCaptureResponse } from '../../shared/rpc/generated/toe/v1/PreviewCaptureResponse.ts';
import { services } from '../../shared/rpc/services.ts';
import { type JsonObject, toStruct } from '../../shared/rpc/struct.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import { Sessions } from '../agents/sessions.ts';
import type { StageDeps } from '../reconcile/stage.ts';
import { openResourceFolder } from '../resources/standalone/open-resource-folder.ts';
import { noCeiling } from '../settings/ceiling.ts';
import { previewCapture } from './preview-capture.ts';

let dataDir: string;
let clock: ManualClock;
let stages: StageDeps;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'toe-preview-'));
  clock = new ManualClock();
  await openStages();
});

afterEach(() => rm(dataDir, { recursive: true }));

async function openStages(): Promise<void> {
  const defaults = { defaults: defaultConfigs, defaultPolicies };
  const source = await openResourceFolder({ dataDir, ...defaults, log: silentLog, settleMs: 1 });
  const sessionTimes = { heartbeatIntervalMs: 10_000, leaseMs: 35_000 };
  const sessions = new Sessions({ clock, log: silentLog, times: sessionTimes, leaderAddress: '' });
  const times = { prepareTimeoutMs: 10_000, settleMs: 0, ledSinceUs: 0, stopGraceMs: 0 };
  // What accepting needs of it.
  stages = { ceiling: noCeiling, source, sessions, clock, times, cluster: undefined } as unknown as StageDeps;
}

function connect(...nodes: readonly string[]): void {
  connectAs(someFacts, ...nodes);
}

function connectAs(facts: NodeFacts, ...nodes: readonly string[]): void {
  const stream = { send: () => undefined, abort: () => undefined };
  for (const name of nodes)
    stages.sessions.open(
      { name, uid: `uid-${name}` },
      { facts, commands: [], outcomes: [], keptFiles: [] },
      stream,
    );
}

function preview(spec: JsonObject): Promise<PreviewCaptureResponse> {
  // The Struct as it comes out of the wire.
  const { requestSerialize, requestDeserialize } = services.CaptureService.service.PreviewCapture;
  const request = requestDeserialize(requestSerialize({ namespace: 'oncall', spec: toStruct(spec) }));
  return previewCapture(request, { stages });
}

const tool = { name: 'perf', args: ['record', '-F99', '-ag'], duration: '30s' };
const argv = ['/usr/bin/perf', 'record', '-F', '99', '-a', '-g', '--sample-cpu', '-o', '{out:profile}'];

describe('what is allowed', () => {
  it('has its nodes and the exact argv in canonical spelling', async () => {
    connect('a', 'b');
    const answer = await preview({ tool, targets: { allNodes: true } });
    expect(answer).toMatchObject({ verdict: 'allowed', nodes: ['a', 'b'], argv, faults: [] });
    expect(answer).toMatchObject({ durationMs: 30_000, caps: { cpuPercent: 100 } });
  });

  it('has a note of the network that is seen, by the agents that look at the right one', async () => {
    connectAs({ ...someFacts, protocolVersion: protocolVersions.newest }, 'a');
    connectAs({ ...someFacts, protocolVersion: 4 }, 'b');
    const wish = { tool: { name: 'tcpdump', args: ['-i', 'any'], duration: '30s' } };
    expect(await preview({ ...wish, targets: { nodeNames: ['a'] } })).toMatchObject({
      verdict: 'allowed',
      notes: ['The tool sees the network of the node'],
    });
    expect(await preview({ ...wish, targets: { nodeNames: ['a', 'b'] } })).toMatchObject({
      verdict: 'refused',
      nodes: ['a'],
      faults: ['spec.targets: node "b": Its agent speaks protocol 4, the capture needs 5: upgrade the agent'],
    });
  });

  it('has locked arguments of the config in its argv', async () => {
    await mkdir(join(dataDir, 'resources'), { recursive: true });
    const locked = { apiVersion: 'toe.run/v1alpha1', kind: 'PowerToolConfig', metadata: { name: 'perf' } };
    const outputs = [{ name: 'profile', path: 'perf.data' }];
    const subcommands = [{ name: 'record', defaultArgs: ['-F', '49'], outputs }];
    await writeFile(
      join(dataDir, 'resources', 'perf.yaml'),
      JSON.stringify({ ...locked, spec: { subcommands } }),
    );
    await openStages();
    connect('a');
    const args = ['record', '-a'];
    const answer = await preview({ tool: { ...tool, args }, targets: { allNodes: true } });
    expect(answer).toMatchObject({
      verdict: 'allowed',
      argv: ['perf', 'record', '-F', '49', '-a', '--sample-cpu', '-o', '{out:profile}'],
    });
  });
});

describe('what would wait', () => {
  it.each<[string, JsonObject]>([
    ['for its instant', { targets: { allNodes: true }, start: { at: '2099-01-01T00:00:00Z' } }],
    ['for a first node', { targets: { allNodes: true, waitFor: '5m' } }],
  ])('%s is no fault and has its argv', async (_why, rest) => {
    const answer = await preview({ tool, ...rest });
    expect(answer).toMatchObject({ verdict: 'waiting', argv, notes: [expect.stringMatching(/./)] });
    expect(answer.faults ?? []).toEqual([]);
  });
});

describe('what is refused', () => {
  it('has every fault by itself', async () => {
    connect('a');
    const spec = {
      tool: { ...tool, args: ['record', '-F', '5000', '-a'], duration: '3h', maxCPUPercent: 90_000 },
      targets: { allNodes: true },
      processing: ['nothing'],
    };
    const answer = await preview(spec);
    expect(answer).toMatchObject({
      verdict: 'refused',
      faults: [
        expect.stringMatching(/^spec\.tool\.duration: /),
        expect.stringMatching(/^spec\.tool\.maxCPUPercent: /),
        expect.stringMatching(/^spec\.tool\.args: .*argument 3 "5000" is not a value of -F/),
        expect.stringMatching(/^spec\.processing\[0\]: /),
      ],
    });
    expect(answer.argv ?? []).toEqual([]);
  });

  it('tells faults of the line beside those of the form', async () => {
    const answer = await preview({ tool: { ...tool, args: ['record', '-o', '/x', '-a'] }, targets: {} });
    expect(answer).toMatchObject({
      verdict: 'refused',
      faults: [
        expect.stringMatching(/^spec\.targets: /),
        expect.stringMatching(/^spec\.tool\.args: .*argument 2 "-o" has no place in the grammar/),
      ],
    });
  });

  it('is told once where the line itself has no valid form', async () => {
    const answer = await preview({ tool: { ...tool, duration: 'soon' }, targets: { allNodes: true } });
    expect(answer).toMatchObject({ faults: [expect.stringMatching(/^spec\.tool\.duration: /)] });
  });

  it('for its nodes alone has the argv all the same', async () => {
    expect(await preview({ tool, targets: { allNodes: true } })).toMatchObject({ verdict: 'refused', argv });
    connect('a');
    expect(await preview({ tool, targets: { nodeNames: ['a', 'gone'] } })).toMatchObject({
      verdict: 'refused',
      nodes: ['a'],
      argv,
      faults: [expect.stringMatching(/^spec\.targets: node "gone": /)],
    });
  });

  it('for a tool that nobody has says which there are', async () => {
    const answer = await preview({ tool: { ...tool, name: 'nope' }, targets: { allNodes: true } });
    expect(answer).toMatchObject({ verdict: 'refused', faults: [expect.stringContaining('"nope"')] });
  });

  it('keeps a line for pods to what pods may have', async () => {
    const targets = { labelSelector: { matchLabels: { app: 'web' } } };
    const answer = await preview({ tool, targets });
    expect((answer.faults ?? []).join('\n')).toContain('shows the whole node');
  });
});
