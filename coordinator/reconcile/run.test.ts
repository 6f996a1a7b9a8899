import { describe, expect, it } from 'vitest';
import { aRun } from '../../test/builders/run.ts';
import { fixStart, isLeftOut } from './run.ts';

const leftOut = (start: readonly string[] | undefined): readonly string[] => {
  const run = aRun(['a', 'b', 'c']);
  const [wave] = run.waves;
  if (wave !== undefined && start !== undefined)
    wave.plannedStart = fixStart({ startAtUnixUs: 1, nodes: start, isStopped: false });
  return [...run.nodes.values()].filter(isLeftOut).map(({ planned }) => planned.name);
};

describe('a node', () => {
  it('is left out once the start of its wave was fixed without it', () => {
    expect(leftOut(undefined)).toEqual([]);
    expect(leftOut(['a', 'b', 'c'])).toEqual([]);
    expect(leftOut(['b'])).toEqual(['a', 'c']);
    expect(leftOut([])).toEqual(['a', 'b', 'c']);
  });
});
