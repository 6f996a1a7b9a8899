import { expect, it } from 'vitest';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import { type LineWorld, makeLines } from './make-lines.ts';
import { listTrials } from './plan.ts';
import { listFilters } from './sample-filters.ts';

const world: LineWorld = {
  durationMs: 600_000,
  targetPids: [1234, 5678],
  netDevices: ['lo', 'any'],
  cpus: 2,
};
const trials = listTrials();

it('plans 2,000 runs and more, 20 of each tool at least', () => {
  expect(trials.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(2_000);
  expect(Math.min(...trials.map(({ runs }) => runs))).toBeGreaterThanOrEqual(20);
});

it.each(trials)('lines of $name are accepted, different, and the same for the same seed', (trial) => {
  const { tool, subcommand, runs } = trial;
  const lines = makeLines(tool, subcommand, world, { seed: 7, count: runs });
  expect(lines).toEqual(makeLines(tool, subcommand, world, { seed: 7, count: runs }));
  expect(new Set(lines.map(({ verdict }) => verdict.argv.join('\0'))).size).toBe(lines.length);
  for (const { args, scope, verdict } of lines) {
    const again = { tool: tool.tool, args, scope, lockedArgs: [], ...world };
    const sets = { targetPids: new Set(world.targetPids), netDevices: new Set(world.netDevices) };
    expect(checkArguments({ ...again, ...sets })).toEqual(verdict);
  }
});

it.each(listFilters('lo'))('the filter "%s" is one that the engine accepts', (filter) => {
  const sets = { targetPids: new Set<number>(), netDevices: new Set(world.netDevices) };
  const line = { tool: 'tcpdump', args: ['-i', 'lo', filter], scope: 'node', lockedArgs: [] } as const;
  expect(checkArguments({ ...line, ...sets, durationMs: world.durationMs })).toMatchObject({
    kind: 'allowed',
  });
});

it('another seed makes other lines', () => {
  const [first] = trials;
  if (first === undefined) throw new Error('There are no trials');
  const make = (seed: number) =>
    makeLines(first.tool, first.subcommand, world, { seed, count: 100 }).map(({ args }) => args.join(' '));
  expect(make(1)).not.toEqual(make(2));
});

it.each(
  [...catalogue.values()].flatMap((tool) => tool.subcommands.map((subcommand) => ({ tool, subcommand }))),
)('no option of $tool.tool $subcommand.name is left out', ({ tool, subcommand }) => {
  const lines = makeLines(tool, subcommand, world, { seed: 1, count: 320 });
  const argv = new Set(lines.flatMap(({ verdict }) => verdict.argv));
  expect(subcommand.options.filter(({ names: [name] }) => !argv.has(name))).toEqual([]);
});
