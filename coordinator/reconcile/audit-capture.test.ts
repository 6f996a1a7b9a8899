import { expect, it } from 'vitest';
import { aPlan } from '../../test/builders/run.ts';
import { toAuditFields } from './audit-capture.ts';

it('says who asked for what, why, on which nodes and by which rules', () => {
  const plan = aPlan(['a', 'b'], [], { reason: 'INC-1234' });
  expect(toAuditFields(plan)).toEqual({
    run: 'run-1',
    capture: { namespace: 'default', name: 'x' },
    who: 'somebody',
    why: 'INC-1234',
    tool: 'perf',
    argv: ['record', '-F', '99', '-a', '--sample-cpu', '-o', '{out:profile}'],
    pods: 0,
    nodes: 2,
    nodeNames: ['a', 'b'],
    durationMs: 10_000,
    specDigest: 's',
    configDigest: 'c',
    policyDigest: '',
  });
});

it('lists a hundred nodes, and says how many there are', () => {
  const fields = toAuditFields(aPlan(Array.from({ length: 150 }, (_, index) => `node-${index}`)));
  expect(fields).toMatchObject({ nodes: 150 });
  expect(fields.nodeNames).toHaveLength(100);
});
