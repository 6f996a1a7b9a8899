import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { catalogue } from '../shared/arguments/baseline/catalogue.ts';
import { fillSlots } from '../shared/arguments/fill-slots.ts';
import type { Command } from '../shared/domain/command.ts';
import type { Outcome } from '../shared/domain/outcome.ts';
import { benignLines } from '../test/argv-lines/all-lines.ts';
import { AgentStage } from '../test/builders/agent-stage.ts';
import { buildDefaultCommand } from '../test/builders/default-command.ts';
import { makeStandInTools, type StandInTools } from '../test/builders/stand-in-tools.ts';

// One duration and one warm-up for every tool, whatever the tool itself knows of them. Needs root, cgroups and cc.

/** Subcommands that are told how long they run: the option before it, or the operand that it is. */
const own: ReadonlyMap<string, string> = new Map([
  ['aperf record', '-p'],
  ['asprof', '-d'],
  ['py-spy record', '--duration'],
  ...['iostat', 'sar', 'mpstat', 'vmstat', 'pidstat'].map((tool) => [tool, '1'] as const),
]);
const subcommands = [...catalogue.values()].flatMap(({ tool, subcommands: all }) =>
  all.map(({ name }) => `${tool} ${name}`.trim()),
);

it.each(subcommands)('%s is told the duration of the command, or none', (name) => {
  const lines = benignLines.filter(({ tool, subcommand }) => `${tool} ${subcommand}`.trim() === name);
  expect(lines.length).toBeGreaterThan(0);
  const told = lines.flatMap(({ executed }) => {
    const at = executed.indexOf('{durationSeconds}');
    if (at < 0) return [];
    const names = /\{(out|script):([a-z0-9-]+)\}/.exec(executed.join(' '));
    const paths = new Map([[names?.[2] ?? '', '/run/file']]);
    const slots = { outputs: paths, scripts: paths, pids: [1_234], durationMs: 7_300 };
    const filled = fillSlots(executed, slots);
    return [`${filled[at - 1] ?? ''} ${filled[at] ?? ''}`];
  });
  const option = own.get(name);
  expect([...new Set(told)]).toEqual(option === undefined ? [] : [`${option} 8`]);
});

let stage: AgentStage;
let tools: StandInTools;
beforeAll(async () => {
  tools = await makeStandInTools('wait');
  stage = await AgentStage.make();
  const places = [...catalogue.values()].flatMap(({ tool, source }) =>
    source === 'builtin' ? [] : [`${tool}=${tools.pathOf(tool)}`],
  );
  await stage.startAgent({ TOE_TOOL_PATHS: places.join(',') });
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await tools[Symbol.asyncDispose]();
});

const durationMs = 1_300;
const warmupMs = 700;

/** What can be run of the whole node, and does not end by itself. */
const lines: readonly (readonly [tool: string, line: string])[] = [
  ['perf', 'record -a'],
  ['perf', 'stat -a'],
  ['perf', 'trace -a'],
  ['perf', 'sched record'],
  ['aperf', 'record'],
  ['tcpdump', '-i any'],
  ['bpftrace', 'execsnoop'],
  ['iostat', ''],
  ['sar', ''],
  ['mpstat', ''],
  ['vmstat', ''],
  ['pidstat', ''],
  ['ss', ''],
  ['ethtool', '-k lo'],
];

it('every tool starts after the warm-up and is stopped when the duration is over', async () => {
  const commands = lines.map(([tool, line], index): Command => {
    const args = line === '' ? [] : line.split(' ');
    const wish = { nodeUid: stage.nodeUid, tool, args, runUid: `run-${index}`, concurrentPerNode: 8 };
    return buildDefaultCommand({ ...wish, durationMs, warmupMs });
  });
  await Promise.all(commands.map((command) => stage.prepare(command)));
  const starts = commands.map((command) => stage.commit(command, 300));
  const outcomes: readonly Outcome[] = await Promise.all(
    commands.map((command) => stage.untilOutcome(command)),
  );
  const seen = outcomes.map((outcome, index) => ({
    line: lines[index]?.slice(0, 2).join(' '),
    cause: outcome.cause,
    isAfterWarmup: outcome.startedMonotonicUs >= (starts[index] ?? 0) + warmupMs * 1_000,
    isWholeDuration: outcome.endedUnixUs - outcome.startedUnixUs >= (durationMs - 5) * 1_000,
  }));
  const expected = lines.map(([tool, line]) => ({
    line: `${tool} ${line}`,
    cause: 'planned',
    isAfterWarmup: true,
    isWholeDuration: true,
  }));
  expect(seen).toEqual(expected);
  const executed = await vi.waitFor(() => tools.readExecuted());
  const intervals = executed.filter((line) => /^(iostat|sar|mpstat|vmstat|pidstat)\t/.test(line));
  expect(intervals).toHaveLength(5);
  for (const line of intervals) expect(line).toMatch(/\t1\t2$/);
  expect(executed.find((line) => line.startsWith('aperf\t'))).toContain('\t-p\t2');
}, 60_000);
