import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { aPlan } from '../../test/builders/run.ts';
import { ManualClock } from '../../test/fakes/manual-clock.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import { awaitNodes, findBlockers } from './await-nodes.ts';
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

/** The same, and willing to wait. */
function aPatientCapture(nodes: readonly string[], createdUnixUs: number, startDeadline: string): Run {
  const run = aCapture(nodes);
  const spec = { ...run.plan.spec, start: { ...run.plan.spec.start, startDeadline } };
  return newRun(run.ref, { ...run.plan, spec, createdUnixUs });
}

/** Its first Prepare is sent. */
function begin(run: Run): Run {
  for (const wave of run.waves) wave.prepareStartedUs = 1;
  return run;
}

function end(run: Run): void {
  for (const node of run.nodes.values())
    node.recorded = { outcome: anOutcome(), receivedUnixUs: 1, start: undefined };
}

describe('awaitNodes', () => {
  const waitingOf = (run: Run) => run.conditions.find(({ type }) => type === 'Waiting');
  const wait = { kind: 'wait', retryAfterMs: 1_000 };

  it('waits for a busy node, for as long as the capture says, and names who keeps it busy', () => {
    const clock = new ManualClock();
    const first = begin(aCapture(['a']));
    const second = aPatientCapture(['a'], clock.unixUs(), '30s');
    expect(awaitNodes(second, [first, second], { clock })).toEqual(wait);
    expect(waitingOf(second)).toMatchObject({
      status: 'True',
      reason: 'WaitingForNodes',
      message: `Node "a" is busy with capture "default/${first.plan.name}"`,
    });
    clock.advance(30_000);
    expect(awaitNodes(second, [first, second], { clock })).toEqual({ kind: 'next' });
    expect(waitingOf(second)?.status).toBe('False');
  });

  it('waits no longer once somebody has stopped it', () => {
    const clock = new ManualClock();
    const first = begin(aCapture(['a']));
    const second = aPatientCapture(['a'], clock.unixUs(), '30s');
    awaitNodes(second, [first, second], { clock });
    second.stop = { reason: 'StopRequested', message: '' };
    expect(awaitNodes(second, [first, second], { clock })).toEqual({ kind: 'next' });
    expect(waitingOf(second)?.status).toBe('False');
  });

  it('keeps a node that has become free for the capture that has waited longest', () => {
    const clock = new ManualClock();
    const first = begin(aCapture(['a']));
    const second = aPatientCapture(['a'], clock.unixUs(), '30s');
    const third = aPatientCapture(['a'], clock.unixUs() + 1, '30s');
    const impatient = aPatientCapture(['a'], clock.unixUs() + 2, '0s');
    const all = [impatient, third, first, second];
    clock.advance(1);
    const look = (run: Run) => awaitNodes(run, all, { clock });
    // A node at work refuses by itself, at once.
    expect([second, third, impatient].map(look)).toEqual([wait, wait, { kind: 'next' }]);
    end(first);
    expect([impatient, third].map(look)).toEqual([wait, wait]);
    for (const run of [impatient, third])
      expect(waitingOf(run)?.message).toBe(
        `Node "a" is kept for capture "default/${second.plan.name}", which waits for longer`,
      );
    expect(look(second)).toEqual({ kind: 'next' });
    begin(second);
    expect([third, impatient].map(look)).toEqual([wait, { kind: 'next' }]);
  });

  it('waits for a later capture as well that took a free node before it looked', () => {
    const clock = new ManualClock();
    const second = aPatientCapture(['a', 'b'], clock.unixUs(), '30s');
    const later = begin(aPatientCapture(['b'], clock.unixUs() + 1, '0s'));
    expect(awaitNodes(second, [later, second], { clock })).toEqual(wait);
    expect(waitingOf(second)?.message).toContain(later.plan.name);
  });

  it('starts the captures that wait for a node in the order of their creation, whoever looks first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 2, maxLength: 6 }),
        fc.array(fc.nat(6), { minLength: 20, maxLength: 80 }),
        (patience, looks) => {
          const clock = new ManualClock();
          const runs = patience.map((isPatient, index) =>
            aPatientCapture(['a'], clock.unixUs() + index, isPatient ? '1h' : '0s'),
          );
          clock.advance(1);
          const started: Run[] = [];
          const refused: Run[] = [];
          let atWork: Run | undefined;
          for (const look of looks) {
            const run = runs[look];
            if (run === undefined) {
              if (atWork !== undefined) end(atWork);
              atWork = undefined;
            } else if (!started.includes(run) && awaitNodes(run, runs, { clock }).kind === 'next') {
              started.push(begin(run));
              // What is told to a node at work is refused there.
              if (atWork === undefined) atWork = run;
              else {
                refused.push(run);
                end(run);
              }
            }
          }
          const isPatient = (run: Run): boolean => patience[runs.indexOf(run)] === true;
          const patient = started.filter(isPatient);
          expect(refused.filter(isPatient)).toEqual([]);
          expect(patient).toEqual(patient.toSorted((a, b) => runs.indexOf(a) - runs.indexOf(b)));
        },
      ),
      { numRuns: 300 },
    );
  });
});

const findBlocker = (run: Run, others: readonly Run[]) => findBlockers(run, others)[0];

describe('findBlockers', () => {
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
