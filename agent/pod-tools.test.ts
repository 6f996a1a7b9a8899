import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Command, TargetPod } from '../shared/domain/command.ts';
import { findHarmed } from '../test/argv/find-faults.ts';
import { compilePrograms, hasJdk, type Programs } from '../test/argv/targets.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { PodStage } from '../test/builders/pod-stage.ts';

// These tests need root, cgroups, cc, unshare and the tools themselves, which scripts/install-test-tools installs.
// All tools run side by side in one agent.
let stage: AgentStage;
let pods: PodStage;
let programs: Programs;
beforeAll(async () => {
  programs = await compilePrograms();
  stage = await AgentStage.make();
  pods = await PodStage.make();
  await stage.startAgent();
});
afterAll(async () => {
  await pods[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
  await programs[Symbol.asyncDispose]();
});

const limitMs = 60_000;
let runs = 0;

/** A pod with one process, and a command for it. */
async function startPod(tool: string, line: string, durationMs: number) {
  runs += 1;
  const pod = pods.makePod(`web-${runs}`, ['app']);
  const target = programs.toTarget(tool);
  const { pid } = await pods.startProgram(pod, pod.containers[0]?.id ?? '', target);
  return { pid, command: build(tool, line, durationMs, pod) };
}

function build(tool: string, line: string, durationMs: number, pod: TargetPod): Command {
  const args = line === '' ? [] : line.split(' ');
  const runUid = `run-${pod.name}`;
  const { nodeUid } = stage;
  return buildDefaultCommand({ nodeUid, tool, args, runUid, durationMs, pods: [pod], concurrentPerNode: 8 });
}

async function readFirst(command: Command): Promise<string> {
  const stored = await stage.readStored(command, command.outputs[0]?.name ?? '');
  return stored.toString('latin1');
}

const lines: readonly (readonly [tool: string, line: string, durationMs: number, holds: RegExp])[] = [
  ['perf', 'stat -i', 1_000, /cpu-clock|task-clock/],
  ['perf', 'trace -s', 1_500, /openat +[0-9]/],
  ['strace', '-f -t', 1_500, /openat\(.*"\/proc\/self\/stat"/],
  ['pidstat', '-u -t', 3_000, /^Average: .*target/m],
  ['gdb', '', 10_000, /^Thread 2 .*"target"/m],
  ['jcmd', 'Thread.print -l', 10_000, /"main".*\n.*TIMED_WAITING/],
];

// Without a JDK there is no jcmd either.
it.concurrent.each(lines.filter(([tool]) => tool !== 'jcmd' || hasJdk()))(
  '%s %s looks at the processes of pods and leaves them running',
  async (tool, line, durationMs, holds) => {
    const { pid, command } = await startPod(tool, line, durationMs);
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '' });
    expect(outcome.argv).toContain(String(pid));
    expect(await readFirst(command)).toMatch(holds);
    expect(await findHarmed([pid])).toEqual([]);
  },
  limitMs,
);

it.concurrent(
  'gdb names a function of a file that stands in the pod alone',
  async () => {
    const pod = pods.makePod('busy', ['app']);
    const busy = await pods.startBusy(pod, pod.containers[0]?.id ?? '', 'busy_in_pod');
    const command = build('gdb', '', 10_000, pod);
    await stage.prepare(command);
    stage.commit(command);
    expect(await stage.untilOutcome(command)).toMatchObject({ ending: 'succeeded', message: '' });
    expect(await readFirst(command)).toContain('busy_in_pod');
    await busy.end();
  },
  limitMs,
);

it.concurrent(
  'strace of calls that nobody makes says so with an empty file',
  async () => {
    const { pid, command } = await startPod('strace', '-e trace=%network', 1_000);
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', message: '' });
    expect(outcome.artifacts[0]).toMatchObject({ complete: true, sizeBytes: 0 });
    expect(await findHarmed([pid])).toEqual([]);
  },
  limitMs,
);
