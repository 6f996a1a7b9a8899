import { describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { checkArguments } from '../../shared/arguments/check-arguments.ts';
import { makeRequest } from '../../shared/arguments/test-lines.ts';
import { benignLines, hostileLines } from './all-lines.ts';
import { benignLockedLines, hostileLockedLines } from './locked-lines.ts';
import { podLines } from './pod-lines.ts';
import { toTokens } from './tool-lines.ts';

/** All that there are: these take no option, or but one. */
const fewLines: ReadonlyMap<string, number> = new Map([
  ['bpftrace ', 5],
  ['ethtool ', 8],
  ['gdb ', 2],
  ['node-snapshot ', 1],
]);

describe('the table', () => {
  it('has at least 10 benign lines of each subcommand, or all that there are', () => {
    for (const { tool, subcommands } of catalogue.values()) {
      for (const { name } of subcommands) {
        const count = benignLines.filter((line) => line.tool === tool && line.subcommand === name).length;
        expect(count, `${tool} ${name}`).toBeGreaterThanOrEqual(fewLines.get(`${tool} ${name}`) ?? 10);
      }
    }
  });

  it('has hostile lines of every tool, and none twice', () => {
    expect(new Set(hostileLines.map(({ tool }) => tool))).toEqual(new Set(catalogue.keys()));
    const texts = hostileLines.map(({ tool, args }) => JSON.stringify([tool, args]));
    expect(texts.filter((text, at) => texts.indexOf(text) !== at)).toEqual([]);
  });
});

describe('a benign line', () => {
  it.each(benignLines)('$tool $args is executed as $executed', ({ tool, args, executed }) => {
    expect(checkArguments(makeRequest(tool, args))).toMatchObject({ kind: 'allowed', argv: executed });
  });

  it.each(benignLockedLines)('$tool $args under $locked is executed as $executed', (line) => {
    const verdict = checkArguments(makeRequest(line.tool, line.args, line.locked));
    expect(verdict).toMatchObject({ kind: 'allowed', argv: line.executed });
  });
});

describe('a hostile line', () => {
  it.each(hostileLines)('$tool $args is refused by rule $rule at $position', (line) => {
    const { tool, args, rule, position } = line;
    expect(checkArguments(makeRequest(tool, args))).toMatchObject({ kind: 'refused', rule, position });
  });

  it.each(hostileLockedLines)('$tool $args under $locked is refused by rule $rule at $position', (line) => {
    const { tool, args, locked, rule, position } = line;
    expect(checkArguments(makeRequest(tool, args, locked))).toMatchObject({
      kind: 'refused',
      rule,
      position,
    });
  });
});

describe.each(podLines)('$tool $subcommand for pods', ({ tool, subcommand, benign, hostile }) => {
  const check = (args: readonly string[]) =>
    checkArguments({ ...makeRequest(tool, [...toTokens(subcommand), ...args]), scope: 'pods' });

  it.each(benign)('%j is executed as %j', (args, executed) => {
    expect(check(args)).toMatchObject({ kind: 'allowed', argv: [...toTokens(subcommand), ...executed] });
  });

  it.each(hostile)('%j is refused by rule %s at %i', (args, rule, position) => {
    expect(check(args)).toMatchObject({ kind: 'refused', rule, position });
  });
});
