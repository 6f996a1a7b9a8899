import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkArguments } from '../shared/arguments/check-arguments.ts';
import { detectCgroups } from '../shared/cgroup/detect.ts';
import { toInstance } from '../shared/cgroup/to-instance.ts';
import type { Command } from '../shared/domain/command.ts';
import { benignLines, hostileLines } from '../test/argv-lines/all-lines.ts';
import { podLines } from '../test/argv-lines/pod-lines.ts';
import { isBenign, isText, readCorpus } from '../test/argv-lines/read-corpus.ts';
import { toTokens } from '../test/argv-lines/tool-lines.ts';
import { type Answer, HostileCoordinator } from '../test/builders/hostile-coordinator.ts';
import { PodStage } from '../test/builders/pod-stage.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Every machine has it. The lines say eth0, and `lo` where they mean a device that is not the run's. */
const device = 'lo';
const corpus = readCorpus();
const corpusLines = corpus.flatMap((line) =>
  isText(line.argv) ? [{ tool: line.tool, args: line.argv, isBenign: isBenign(line) }] : [],
);
const hostile = [...hostileLines, ...corpusLines.filter((line) => !line.isBenign)];
const benign = [...benignLines, ...corpusLines.filter((line) => line.isBenign)];

let coordinator: HostileCoordinator;
beforeAll(async () => {
  coordinator = await HostileCoordinator.start();
});
afterAll(async () => {
  const instance = toInstance(coordinator.stage.spool);
  await coordinator[Symbol.asyncDispose]();
  const found = await detectCgroups({ instance });
  if (found.kind === 'unusable') throw new Error(found.message);
  const left = await found.cgroups.sweep();
  await found.cgroups.close();
  if (left.length > 0) throw new Error(`Cgroups of runs were left: ${left.join(', ')}`);
});
afterEach(async () => {
  await vi.waitFor(async () => {
    const names = await readdir(coordinator.stage.spool);
    const left = names.filter((name) => !['epoch', 'probe', 'tombstones.ndjson'].includes(name));
    if (left.length > 0) throw new Error(`Directories of runs were left: ${left.join(', ')}`);
  });
});

function toDevice(args: readonly string[]): readonly string[] {
  return args.map((token) => (token === device ? 'lo1' : token.replaceAll('eth0', device)));
}

function describeAnswer({ command, outcome: { reason, message } }: Answer): string {
  return `${command.tool} ${JSON.stringify(command.args)}: ${reason}: ${message}`;
}

/** Answers of another sort than a refusal of the arguments, or of the tool's name. */
function findOthers(answers: readonly Answer[]): readonly string[] {
  const reasons: readonly string[] = ['ArgumentRefused', 'UnknownTool'];
  return answers
    .filter(
      ({ isPrepared, outcome: { ending, reason } }) =>
        isPrepared || ending !== 'refused' || !reasons.includes(reason),
    )
    .map(describeAnswer);
}

/** Whether the line names processes: a command for a whole node has none that are its targets. */
function isRefusedForPids({ command, outcome }: Answer): boolean {
  const { tool, args, durationMs } = command;
  const netDevices = new Set([device, 'any']);
  const request = { tool, args, lockedArgs: [], durationMs, scope: 'node', netDevices } as const;
  const without = checkArguments({ ...request, targetPids: new Set() });
  const within = checkArguments({ ...request, targetPids: new Set([1234, 5678]) });
  return (
    outcome.reason === 'ArgumentRefused' &&
    without.kind === 'refused' &&
    within.kind === 'allowed' &&
    outcome.message.startsWith(without.message.split('allowed is')[0] ?? '')
  );
}

/** Where a line names targets' pids, and by how many arguments; undefined where it does not. */
function findPids(
  tool: string,
  args: readonly string[],
): { readonly at: number; readonly count: number } | undefined {
  const isPid = (token: string | undefined): boolean => /^(?:1234|5678)(?:,5678|,1234)?$/.test(token ?? '');
  const apart = args.findIndex(
    (token, place) => ['-p', '--pid', '--attach'].includes(token) && isPid(args[place + 1]),
  );
  if (apart >= 0) return { at: apart, count: 2 };
  const joined = args.findIndex((token) => isPid(/^(?:-p|--pid=|--attach=)(.*)$/.exec(token)?.[1]));
  if (joined >= 0) return { at: joined, count: 1 };
  const operand = new Map([
    ['jcmd', 0],
    ['asprof', args.length - 1],
  ]).get(tool);
  return operand !== undefined && isPid(args[operand]) ? { at: operand, count: 1 } : undefined;
}

/** Lines that name pids, without them, as they are for pods; none where the pids are what is wrong with the line. */
function toPodLines(
  lines: readonly { readonly tool: string; readonly args: readonly string[]; readonly position?: number }[],
): readonly { readonly tool: string; readonly args: readonly string[] }[] {
  return lines.flatMap(({ tool, args, position = 0 }) => {
    const pids = findPids(tool, args);
    if (pids === undefined) return [];
    const { at, count } = pids;
    return position > at && position <= at + count ? [] : [{ tool, args: args.toSpliced(at, count) }];
  });
}

function isRehearsal(line: string): boolean {
  return line.startsWith('tcpdump\t-d\t');
}

describe('an agent under a coordinator that checks nothing', () => {
  it('prepares no hostile line, executes nothing and touches no path of one', async () => {
    const paths = new Set(
      hostile.flatMap(({ args }) => args.flatMap((token) => token.match(/\/[\w./-]+/g) ?? [])),
    );
    const there = [...paths].filter((path) => existsSync(path));
    const before = await coordinator.tools.readExecuted();
    const answers = await coordinator.tell(
      hostile.map(({ tool, args }) => coordinator.build(tool, toDevice(args))),
    );
    expect(findOthers(answers)).toEqual([]);
    expect(answers).toHaveLength(hostile.length);
    expect(await coordinator.tools.readExecuted()).toEqual(before);
    expect([...paths].filter((path) => existsSync(path))).toEqual(there);
  });

  it('prepares every benign line, but for those that name processes that no target has', async () => {
    const answers = await coordinator.tell(
      benign.map(({ tool, args }) => coordinator.build(tool, toDevice(args))),
    );
    const unprepared = answers.filter((answer) => !answer.isPrepared && !isRefusedForPids(answer));
    expect(unprepared.map(describeAnswer)).toEqual([]);
    const count = answers.filter(({ isPrepared }) => isPrepared).length;
    expect(count).toBeGreaterThan(benign.length * 0.6);
    const executed = await coordinator.tools.readExecuted();
    expect(executed.filter((line) => !isRehearsal(line))).toEqual([]);
  });

  it('reads all lines of the corpus but those that no message can carry', () => {
    const carried = corpus.filter(({ argv }) => isText(argv)).length;
    expect(corpusLines).toHaveLength(carried);
    expect(corpus.length - carried).toBeLessThanOrEqual(corpus.length * 0.05);
  });
});

describe('an agent under a coordinator that checks nothing, with commands for pods', () => {
  let pods: PodStage;
  let target: Pick<Command, 'pods'>;
  beforeAll(async () => {
    pods = await PodStage.make();
    const pod = pods.makePod('web-0', ['app']);
    await pods.startProgram(pod, pod.containers[0]?.id ?? '', ['/usr/bin/sleep', '600'], 'own');
    target = { pods: [pod] };
  });
  afterAll(() => pods[Symbol.asyncDispose]());

  it('prepares no hostile line', async () => {
    const own = podLines.flatMap((lines) =>
      lines.hostile.map(([args]) => ({
        tool: lines.tool,
        args: toDevice([...toTokens(lines.subcommand), ...args]),
      })),
    );
    const commands = [...toPodLines(hostile), ...own].map(({ tool, args }) =>
      coordinator.build(tool, args, target),
    );
    const answers = await coordinator.tell(commands);
    expect(findOthers(answers)).toEqual([]);
    expect(answers.length).toBeGreaterThan(500);
  });

  it('prepares every benign line, with the pids of the pod', async () => {
    const lines = podLines.flatMap(({ tool, subcommand, benign: rows }) =>
      rows.map(([args]) => ({ tool, args: toDevice([...toTokens(subcommand), ...args]) })),
    );
    const answers = await coordinator.tell(
      [...lines, ...toPodLines(benign)].map(({ tool, args }) => coordinator.build(tool, args, target)),
    );
    expect(answers.filter(({ isPrepared }) => !isPrepared).map(describeAnswer)).toEqual([]);
    expect(answers.length).toBeGreaterThan(80);
  });
});
