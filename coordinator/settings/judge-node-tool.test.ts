import { expect, it } from 'vitest';
import type { ToolFacts } from '../../shared/domain/outcome.ts';
import { findVersionMisfit, isSupported } from './judge-node-tool.ts';

const perf: ToolFacts = {
  name: 'perf',
  path: '/usr/bin/perf',
  version: 'perf version 6.1.170',
  sha256: '',
  problem: '',
};
const wanted = { tool: 'perf', path: '/usr/bin/perf', versionRange: '' };

it.each<[string, readonly ToolFacts[], object, boolean, boolean]>([
  ['any version', [perf], {}, true, false],
  ['one within the range', [perf], { versionRange: '>=6 <7' }, true, false],
  ['one outside the range', [perf], { versionRange: '>=7' }, false, true],
  ['one that cannot be used', [{ ...perf, problem: 'perf_event_paranoid' }], {}, false, false],
  ['none', [], {}, false, false],
  ['one that does not tell its version', [{ ...perf, version: '' }], { versionRange: '>=7' }, true, false],
  ['another place than the agent looked at', [perf], { versionRange: '>=7', path: '/opt/perf' }, true, false],
])('a node with %s', (_, facts, change, supported, misfit) => {
  expect(isSupported(facts, { ...wanted, ...change })).toBe(supported);
  expect(findVersionMisfit(facts, { ...wanted, ...change }) !== undefined).toBe(misfit);
});

it('says which version is there and which ones may be', () => {
  expect(findVersionMisfit([perf], { ...wanted, versionRange: '>=7' })).toBe(
    'The version of its perf 6.1.170 is not within ">=7": install one that is, or change spec.version of its PowerToolConfig',
  );
});
