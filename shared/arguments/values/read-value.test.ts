import { expect, it } from 'vitest';
import type { ValueGrammar } from '../baseline/option-grammar.ts';
import { readValue } from './read-value.ts';

const world = { durationMs: 600_000, targetPids: new Set<number>(), netDevices: new Set(['eth0', 'any']) };
const word: ValueGrammar = { kind: 'enum', values: ['ns', 'us'] };

it.each<[ValueGrammar, string]>([
  [word, 'us'],
  [{ kind: 'netDevice' }, 'eth0'],
  [{ kind: 'netDevice', any: true }, 'any'],
  [{ kind: 'integer', min: 0, max: 9 }, '0'],
])('%j reads "%s"', (grammar, text) => {
  expect(readValue(text, grammar, world)).toEqual({ kind: 'read', canonical: text });
});

it.each<[ValueGrammar, string, string]>([
  [word, 'n', 'one of ns, us'],
  [word, 'NS', 'one of ns, us'],
  [word, 'length', 'one of ns, us'],
  [{ kind: 'netDevice' }, 'eth1', 'one of eth0'],
  [{ kind: 'netDevice' }, 'any', 'one of eth0'],
  [{ kind: 'netDevice', any: true }, 'eth1', 'one of eth0, any'],
  [{ kind: 'integer', min: 0, max: 9 }, '', 'a whole number from 0 to 9'],
  [{ kind: 'targetPids', maxPids: 4 }, '1', 'nothing here: these targets have no processes of their own'],
])('%j refuses "%s" and says what it wants', (grammar, text, wanted) => {
  expect(readValue(text, grammar, world)).toEqual({ kind: 'unreadable', wanted });
});

it('says that no device is known where there is none', () => {
  const nowhere = { ...world, netDevices: new Set<string>() };
  const reading = readValue('eth0', { kind: 'netDevice' }, nowhere);
  expect(reading).toEqual({ kind: 'unreadable', wanted: 'nothing here: none is known' });
});
