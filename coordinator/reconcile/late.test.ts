import { expect, it } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import { mayHaveLateFiles } from './late.ts';

it.each([
  ['every node is verified', 3, 0, false],
  ['a node is not', 2, 0, true],
  ['files of an earlier attempt may be missing', 3, 1, true],
])(
  'files may still arrive after the end where %s: %i of 3 verified, %i retries',
  (_title, verified, retries, expected) => {
    const nodes = { ...emptyStatus.nodes, selected: 3, verified };
    expect(mayHaveLateFiles({ ...emptyStatus, phase: 'Succeeded', nodes }, retries)).toBe(expected);
  },
);
