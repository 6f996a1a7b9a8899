import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadEngine } from './engine.ts';
import { readLinePools } from './line-pools.ts';
import { removableRules, withoutRule } from './removed-rules.ts';
import { runSlice } from './run-slice.ts';
import { makeSplices } from './splices.ts';
import { findFailures, noTally } from './tally.ts';

/** `npm run test:fuzz` takes another one each time, and millions of mutants. */
const seed = 20_260_101;
const root = fileURLToPath(new URL('../../', import.meta.url));

describe('the fuzz of the argument engine', () => {
  it('finds nothing harmful in what is accepted of 60,000 mutants', async () => {
    const order = { seed, index: 0, of: 1, randoms: 40_000, splices: 20_000 };
    const tally = runSlice(order, await loadEngine(root), readLinePools());
    expect(findFailures(tally)).toEqual([]);
    expect(tally.mutants).toBe(60_000);
    expect(tally.shapes.size).toBeGreaterThan(1_000);
  });

  it('makes the same mutants of the same seed', () => {
    const [one, other] = [readLinePools(), readLinePools()];
    const seen: string[] = [];
    const engine = {
      check: ({ tool, args }: { tool: unknown; args: unknown }) => {
        seen.push(JSON.stringify([tool, args]));
        return { kind: 'refused', argument: '', position: 0, rule: 'x', message: 'x' } as const;
      },
    };
    const order = { seed, index: 1, of: 2, randoms: 500, splices: 500 };
    runSlice(order, engine, one);
    runSlice(order, engine, other);
    expect(seen).toHaveLength(1_000);
    expect(seen.slice(0, 500)).toEqual(seen.slice(500));
  });

  it('splices every hostile argument into every benign line, between its arguments and instead of each', () => {
    const bases = [
      { tool: 'sar', subcommand: [], args: ['-u', 'ALL'] },
      { tool: 'perf', subcommand: ['stat'], args: [] },
    ];
    const splices = makeSplices({
      bases,
      pieces: new Map(),
      benignTokens: new Map(),
      hostileLines: new Map([['sar', [['-o', '/x']]]]),
      hostileTokens: new Map(),
      allHostileTokens: ['-x', '/x'],
    });
    const lines = Array.from({ length: splices.count }, (_, number) => splices.at(number));
    expect(lines.map(({ tool, args }) => [tool, ...args].join(' '))).toEqual(
      `sar -x -u ALL|sar -u -x ALL|sar -u ALL -x|sar -x ALL|sar -u -x
      sar /x -u ALL|sar -u /x ALL|sar -u ALL /x|sar /x ALL|sar -u /x
      sar -o /x -u ALL|sar -u -o /x ALL|sar -u ALL -o /x|sar -o /x ALL|sar -u -o /x
      perf -x stat|perf stat -x|perf -x|perf /x stat|perf stat /x|perf /x`.split(/\s*[\n|]\s*/),
    );
  });
});

describe('a fuzz has failed', () => {
  it.each([
    ['with a fault', { ...noTally, mutants: 100, accepted: 50, faults: ['x'] }, ['x']],
    [
      'where too little is accepted',
      { ...noTally, mutants: 1_000, accepted: 49 },
      [expect.stringMatching(/4\.9 %/)],
    ],
    ['where nothing was tried', noTally, [expect.stringMatching(/at least 5 %/)]],
    ['not otherwise', { ...noTally, mutants: 1_000, accepted: 50 }, []],
  ])('%s', (_when, tally, failures) => {
    expect(findFailures(tally)).toEqual(failures);
  });
});

describe('a rule that the fuzz has to miss', () => {
  it.each(removableRules)('can be taken out of the source: $name', (rule) => {
    const source = readFileSync(`${root}/shared/arguments/${rule.file}`, 'utf8');
    expect(withoutRule(rule, source)).not.toBe(source);
  });

  it('is not taken out where it is not, or is twice', () => {
    const rule = { name: 'x', file: 'x.ts', piece: 'check();', without: '' };
    expect(withoutRule(rule, 'a(); check(); b();')).toBe('a();  b();');
    expect(() => withoutRule(rule, 'a();')).toThrow(/stands 0 times/);
    expect(() => withoutRule(rule, 'check(); check();')).toThrow(/stands 2 times/);
  });
});
