import { zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, TargetPod } from '../shared/domain/command.ts';
import { protocolVersions } from '../shared/domain/protocol.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildCommand, buildSnapshotCommand } from '../test/builders/command.ts';
import { PodStage } from '../test/builders/pod-stage.ts';

// These tests need root, cgroups, cc and perf; they fail where one of them is missing.
let stage: AgentStage;
let pods: PodStage;
beforeEach(async () => {
  stage = await AgentStage.make();
  pods = await PodStage.make();
});
afterEach(async () => {
  await pods[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

const idOf = (pod: TargetPod, at = 0): string => pod.containers[at]?.id ?? '';
const build = (targets: readonly TargetPod[], more: Partial<Command> = {}): Command =>
  buildCommand({
    nodeUid: stage.nodeUid,
    args: ['record', '-F', '999', '-g', '-e', 'cpu-clock'],
    durationMs: 3_000,
    pods: targets,
    ...more,
  });

describe('an agent with a command for pods', () => {
  it('profiles the processes of the named containers, by the names of their own files, and nothing else', async () => {
    const pod = pods.makePod('web-0', ['app', 'proxy']);
    const neighbour = pods.makePod('db-0', ['app']);
    const app = await pods.startBusy(pod, idOf(pod), 'busy_in_app');
    await pods.startBusy(pod, idOf(pod, 1), 'busy_in_proxy');
    await pods.startBusy(neighbour, idOf(neighbour), 'busy_in_neighbour');
    const target = { ...pod, containers: pod.containers.slice(0, 1) };
    await stage.startAgent();
    const command = build([target]);
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', message: '' });
    expect(outcome.argv.join(' ')).toContain(` -p ${app.pid} `);
    expect(outcome.artifacts.map(({ artifactId }) => artifactId)).toEqual([
      'profile',
      'perf-script',
      'snapshot',
    ]);

    const script = zstdDecompressSync(await stage.readStored(command, 'perf-script')).toString();
    const samples = script.split('\n').filter((line) => line.includes('cpu-clock'));
    expect(samples.length).toBeGreaterThan(0);
    for (const line of samples) expect(line).toMatch(new RegExp(`^busy +${app.pid}/${app.pid} `));
    expect(script).toContain('busy_in_app');
    expect(script).not.toMatch(/busy_in_(proxy|neighbour)/);

    const snapshot = (await stage.readStored(command, 'snapshot')).toString().trimEnd().split('\n');
    for (const line of snapshot) {
      const { cgroups, meminfo } = JSON.parse(line);
      expect(Object.keys(cgroups)).toEqual([expect.stringContaining(`pod${pod.uid}/${idOf(pod)}`)]);
      expect(meminfo.MemTotal).toBeGreaterThan(0);
    }
  });

  it('profiles the processes that the pods have at the start, not those that they had before', async () => {
    const pod = pods.makePod('web-0', ['app']);
    const before = await pods.startBusy(pod, idOf(pod), 'busy_before');
    await stage.startAgent();
    const command = build([pod]);
    await stage.prepare(command);
    await before.end();
    const after = await pods.startBusy(pod, idOf(pod), 'busy_after');
    stage.commit(command, 1_500);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', message: '' });
    expect(outcome.argv.join(' ')).toContain(` -p ${after.pid} `);
    const script = zstdDecompressSync(await stage.readStored(command, 'perf-script')).toString();
    expect(script).toContain('busy_after');
    expect(script).not.toContain('busy_before');
  });

  it('does not start a tool when no process of the pods is left at the start', async () => {
    const pod = pods.makePod('web-0', ['app']);
    const app = await pods.startBusy(pod, idOf(pod), 'busy_in_app');
    await stage.startAgent();
    const command = build([pod]);
    await stage.prepare(command);
    await app.end();
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'targetGone',
      reason: 'TargetGone',
      message: expect.stringContaining('no process is left of pod "shop/web-0", container "app"'),
      startedMonotonicUs: 0,
      artifacts: [],
    });
  });

  it('says that the targets went away when the last of them ends, and keeps what was recorded', async () => {
    const pod = pods.makePod('web-0', ['app']);
    const app = await pods.startBusy(pod, idOf(pod), 'busy_in_app');
    await stage.startAgent();
    const command = build([pod], { durationMs: 60_000 });
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilUnderWay(command);
    await app.end();
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({
      ending: 'targetGone',
      reason: 'TargetGone',
      message: expect.stringMatching(/^Every process of the pods had ended .* before the 1m were over$/),
    });
    expect(outcome.artifacts[0]).toMatchObject({ artifactId: 'profile', complete: true });
    expect((await stage.readStored(command, 'profile')).length).toBeGreaterThan(1_000);
  });

  it('refuses pods without a process, and goes on with the pods that have one', async () => {
    const there = pods.makePod('web-0', ['app']);
    const gone = pods.makePod('web-1', ['app', 'proxy']);
    const app = await pods.startBusy(there, idOf(there), 'busy_in_app');
    await stage.startAgent();
    const refused = build([gone], { runUid: 'refused' });
    stage.coordinator.send({ kind: 'prepare', command: refused });
    expect(await stage.untilOutcome(refused)).toMatchObject({
      ending: 'refused',
      reason: 'TargetGone',
      message: expect.stringContaining(
        'pod "shop/web-1", container "app"; pod "shop/web-1", container "proxy": they were deleted',
      ),
    });
    const command = build([gone, there]);
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome.ending).toBe('succeeded');
    expect(outcome.argv.join(' ')).toContain(` -p ${app.pid} `);
  });

  it('refuses what names no pod, or would show more than the pods', async () => {
    const pod = pods.makePod('web-0', ['app']);
    await stage.startAgent();
    const cases = [
      [build([{ ...pod, uid: '..' }], { runUid: 'uid' }), 'CommandRefused'],
      [build([{ ...pod, containers: [] }], { runUid: 'containers' }), 'CommandRefused'],
      [build([pod], { runUid: 'all', args: ['record', '-a'] }), 'ArgumentRefused'],
      [build([pod], { runUid: 'pid', args: ['record', '-p', '1'] }), 'ArgumentRefused'],
    ] as const;
    for (const [command, reason] of cases) {
      stage.coordinator.send({ kind: 'prepare', command });
      expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'refused', reason });
    }
  });

  it('starts no tool beside one that it excludes', async () => {
    await stage.startAgent();
    const running = buildSnapshotCommand({ nodeUid: stage.nodeUid, runUid: 'first' });
    await stage.prepare(running);
    const command = buildCommand({ nodeUid: stage.nodeUid, exclusiveWith: ['node-snapshot'] });
    stage.coordinator.send({ kind: 'prepare', command });
    expect(await stage.untilOutcome(command)).toMatchObject({
      ending: 'refused',
      reason: 'Busy',
      message: expect.stringContaining('capture "default/test" uses tool "node-snapshot"'),
    });
  });

  it('says the version of the protocol that knows pods', async () => {
    await stage.startAgent();
    expect(stage.coordinator.hellos[0]?.facts.protocolVersion).toBe(protocolVersions.newest);
  });
});
