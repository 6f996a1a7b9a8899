import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aPlan } from '../../test/builders/run.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import { awaitNodes, findBlocker } from './await-nodes.ts';
import { fixStart, newRun, type Run } from './run.ts';

let serial = 0;
function aCapture(nodes: readonly string[], command: Partial<CommandTemplate> = {}): Run {
  serial += 1;
  const plan = aPlan(nodes);
  return newRun(
    { namespace: 'default', name: `x${serial}` },
    {
      ...plan,
      name: `x${serial}`,
      runUid: `run-${serial}`,
      createdUnixUs: serial,
      command: { ...plan.command, ...command },
    },
  );
}

describe('awaitNodes', () => {
  const waitingOf = (run: Run): string | undefined =>
    run.conditions.find(({ type }) => type === 'Waiting')?.status;

  function aPatientCapture(clock: ManualClock): { readonly first: Run; readonly second: Run } {
    const [first, second] = [aCapture(['a']), aCapture(['a'])];
    const spec = { ...second.plan.spec, start: { ...second.plan.spec.start, startDeadline: '30s' } };
    const plan = { ...second.plan, spec, createdUnixUs: clock.unixUs() };
    return { first, second: newRun(second.ref, plan) };
  }

  it('waits for a busy node, for as long as the capture says', () => {
    const clock = new ManualClock();
    const { first, second } = aPatientCapture(clock);
    expect(awaitNodes(second, [first, second], { clock })).toEqual({ kind: 'wait', retryAfterMs: 1_000 });
    expect(waitingOf(second)).toBe('True');
    clock.advance(30_000);
    expect(awaitNodes(second, [first, second], { clock })).toEqual({ kind: 'next' });
    expect(waitingOf(second)).toBe('False');
  });

  it('waits no longer once somebody has stopped it', () => {
    const clock = new ManualClock();
    const { first, second } = aPatientCapture(clock);
    awaitNodes(second, [first, second], { clock });
    second.stop = { reason: 'StopRequested', message: '' };
    expect(awaitNodes(second, [first, second], { clock })).toEqual({ kind: 'next' });
    expect(waitingOf(second)).toBe('False');
  });
});

describe('findBlocker', () => {
  it('names the node and the earlier capture that is under way on it', () => {
    const [first, second] = [aCapture(['a', 'b']), aCapture(['b', 'c'])];
    expect(findBlocker(second, [first, second])).toEqual({ node: 'b', by: first });
  });

  it('lets the earlier one go on, so that no two wait for each other', () => {
    const [first, second] = [aCapture(['a']), aCapture(['a'])];
    expect(findBlocker(first, [first, second])).toBeUndefined();
  });

  it('does not wait for a node on which the other tool has ended or will never start', () => {
    const [first, second] = [aCapture(['a', 'b']), aCapture(['a', 'b'])];
    const [a, b] = [first.nodes.get('a'), first.nodes.get('b')];
    if (a !== undefined) a.recorded = { outcome: anOutcome(), receivedUnixUs: 1, start: undefined };
    if (b !== undefined) b.wave.plannedStart = fixStart({ startAtUnixUs: 1, nodes: ['a'], isStopped: false });
    expect(findBlocker(second, [first, second])).toBeUndefined();
  });

  it.each([
    [1, 'x'],
    [2, undefined],
  ])(
    'with %i captures of a tool allowed on a node, one under way blocks: %s',
    (concurrentPerNode, blocks) => {
      const [first, second] = [
        aCapture(['a'], { concurrentPerNode }),
        aCapture(['a'], { concurrentPerNode }),
      ];
      expect(findBlocker(second, [first, second]) === undefined ? undefined : 'x').toBe(blocks);
    },
  );

  it.each([
    [{ tool: 'bpftrace' }, { tool: 'perf' }, false],
    [{ tool: 'bpftrace', exclusiveWith: ['perf'] }, { tool: 'perf' }, true],
    [{ tool: 'bpftrace' }, { tool: 'perf', exclusiveWith: ['bpftrace'] }, true],
  ])('tools mind each other only where one says so: %j beside %j: %s', (earlier, later, blocks) => {
    const [first, second] = [aCapture(['a'], earlier), aCapture(['a'], later)];
    expect(findBlocker(second, [first, second]) !== undefined).toBe(blocks);
  });
});
