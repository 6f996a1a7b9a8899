import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Command, TargetPod } from '../shared/domain/command.ts';
import { findHarmed } from '../test/argv/find-faults.ts';
import { compilePrograms, hasJdk } from '../test/argv/targets.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { PodStage } from '../test/builders/pod-stage.ts';

// These tests need root, cgroups, cc, unshare and the tools themselves, which scripts/install-test-tools installs.
// All tools run side by side in one agent.
let stage: AgentStage;
let pods: PodStage;
beforeAll(async () => {
  stage = await AgentStage.make();
  pods = await PodStage.make();
  await stage.startAgent();
});
afterAll(async () => {
  await pods[Symbol.asyncDispose]();
  await stage[Symbol.asyncDispose]();
});

const limitMs = 60_000;
let runs = 0;

/** A pod with a busy process, and a command for it. */
async function startPod(tool: string, line: string, durationMs: number) {
  runs += 1;
  const name = `busy_in_pod_${runs}`;
  const pod = pods.makePod(`web-${runs}`, ['app']);
  const { pid } = await pods.startBusy(pod, pod.containers[0]?.id ?? '', name);
  return { name, pid, command: build(tool, line, durationMs, pod) };
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

it.concurrent.each<[tool: string, line: string, durationMs: number, holds: RegExp | undefined]>([
  ['perf', 'stat -i', 1_000, /cpu-clock|task-clock/],
  ['perf', 'trace -s', 1_500, /Summary of events/],
  ['strace', '-f -t', 2_000, /SIGCONT/],
  ['pidstat', '-u -t', 3_000, /^Average: .*busy/m],
  // By the name of a function that stands in a file of the pod alone.
  ['gdb', '', 10_000, undefined],
])(
  '%s %s looks at the processes of pods and leaves them running',
  async (tool, line, durationMs, holds) => {
    const { name, pid, command } = await startPod(tool, line, durationMs);
    await stage.prepare(command);
    stage.commit(command);
    await stage.untilState(command, 'running');
    const poking = setInterval(() => process.kill(pid, 'SIGCONT'), 100);
    const outcome = await stage.untilOutcome(command);
    clearInterval(poking);
    expect(outcome).toMatchObject({ ending: 'succeeded', reason: '', message: '' });
    expect(outcome.argv.join(' ')).toContain(`-p ${pid}`);
    expect(await readFirst(command)).toMatch(holds ?? name);
    expect(await findHarmed([pid])).toEqual([]);
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

// Without a JDK there is no jcmd either.
it.runIf(hasJdk()).concurrent(
  'jcmd prints the threads of a JVM of a pod',
  async () => {
    await using programs = await compilePrograms();
    const pod = pods.makePod('jvm', ['app']);
    const { pid } = await pods.startProgram(pod, pod.containers[0]?.id ?? '', programs.toTarget('jcmd'));
    const command = build('jcmd', 'Thread.print -l', 10_000, pod);
    await stage.prepare(command);
    stage.commit(command);
    const outcome = await stage.untilOutcome(command);
    expect(outcome).toMatchObject({ ending: 'succeeded', message: '', exitCode: 0 });
    expect(await readFirst(command)).toMatch(/"main".*\n.*TIMED_WAITING/);
    expect(await findHarmed([pid])).toEqual([]);
  },
  limitMs,
);
