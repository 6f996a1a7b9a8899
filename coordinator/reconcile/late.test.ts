import { expect, it } from 'vitest';
import { emptyStatus } from '../../shared/kinds/empty-status.ts';
import { mayHaveLateFiles } from './late.ts';

it.each([
  ['every node is verified', 3, 0, undefined, false],
  ['a node is not', 2, 0, undefined, true],
  ['files of an earlier attempt may be missing', 3, 1, undefined, true],
  ['files are on nodes', 3, 0, 10, true],
  ['files were on nodes, and are to be processed', 3, 0, 0, true],
])(
  'files may still arrive after the end where %s: %i of 3 verified, %i retries',
  (_title, verified, retries, kept, expected) => {
    const nodes = { ...emptyStatus.nodes, selected: 3, verified };
    const bytes = { ...emptyStatus.bytes, ...(kept !== undefined && { kept }) };
    expect(mayHaveLateFiles({ ...emptyStatus, phase: 'Succeeded', nodes, bytes }, retries)).toBe(expected);
  },
);
