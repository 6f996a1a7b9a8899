import fc from 'fast-check';
import type { LinePools } from './line-pools.ts';
import type { Mutant } from './mutant.ts';
import { applyOperation, type Operation, operationKinds } from './operations.ts';

const most = 1_000_000;

/** Options that a config could lock, in canonical spelling, none of which the agent adds itself. */
const lockable: readonly (readonly string[])[] = [
  ['-F', '49'],
  ['-g'],
  ['-e', 'context-switches'],
  ['-a'],
  ['-s', '96'],
  ['-c', '100'],
  ['-t'],
  ['-d', '10'],
  ['--rate', '10'],
  ['-i', '5'],
  ['-u'],
  ['-P', '0'],
];

/** How often lines are for pods, and under locked options: one in so many. */
const podsEvery = 6;
const lockedEvery = 5;
const foreignEvery = 25;

/** Benign lines with a few changes each; a failing one shrinks to the fewest changes. */
export function makeMutants(pools: LinePools): fc.Arbitrary<Mutant> {
  const number = fc.nat(most);
  const operation: fc.Arbitrary<Operation> = fc.record({
    kind: fc.constantFrom(...operationKinds),
    place: number,
    choice: number,
    other: number,
  });
  return fc
    .record({
      base: number,
      operations: fc.array(operation, { minLength: 1, maxLength: 4, size: 'max' }),
      tool: number,
      locked: number,
      scope: number,
    })
    .map(({ base, operations, tool, locked, scope }) => {
      const line = pools.bases[base % pools.bases.length];
      if (line === undefined) throw new Error('Cannot make mutants: there is no benign line');
      const args = operations.reduce<readonly string[]>(
        (changed, each) => applyOperation(changed, each, line, pools),
        line.args,
      );
      const other = pools.bases[tool % pools.bases.length] ?? line;
      return {
        tool: tool % foreignEvery === 1 ? other.tool : line.tool,
        args: [...line.subcommand, ...args],
        locked: locked % lockedEvery === 1 ? (lockable[locked % lockable.length] ?? []) : [],
        scope: scope % podsEvery === 1 ? 'pods' : 'node',
      };
    });
}
