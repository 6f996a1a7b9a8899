import { describe, expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { buildCommand } from '../../test/builders/command.ts';
import { anArtifact, anOutcome, aReceipt } from '../../test/builders/outcome.ts';
import type { CommandFact } from './command-fact.ts';
import {
  type CommandRecord,
  hasUndelivered,
  isAtRest,
  isFinished,
  isToBeSent,
  toCommandRecord,
  toKeptFiles,
  toWaitingFiles,
} from './command-state.ts';
import { countHeldBytes } from './held-files.ts';
import { listKeptBytes, toKeptEndUnixUs, toKeptWord } from './judge-kept.ts';

const dayMs = 86_400_000;
const sealed = (artifactId: string, sizeBytes = 10): CommandFact => ({
  kind: 'sealed',
  file: { artifact: anArtifact({ artifactId, sizeBytes }), path: `run/${artifactId}` },
});
const ended: readonly CommandFact[] = [{ kind: 'outcome', outcome: anOutcome() }, { kind: 'forgotten' }];

function recordOf(facts: readonly CommandFact[], changes: Partial<Command> = {}): CommandRecord {
  const command = buildCommand({ nodeUid: 'n1', keepMs: dayMs, ...changes });
  const record = toCommandRecord([{ kind: 'accepted', command, bootId: 'b', unixUs: 0 }, ...facts]);
  if (record === undefined) throw new Error('There is no record');
  return record;
}
const idsOf = (files: ReturnType<typeof toKeptFiles>) => files.map(({ artifact }) => artifact.artifactId);

describe('a command that keeps its files', () => {
  const kept = recordOf([sealed('a'), sealed('b', 30), ...ended]);

  it('waits for nobody, is not finished, and counts in the spool', () => {
    expect([isAtRest(kept), isFinished(kept), idsOf(toWaitingFiles(kept))]).toEqual([true, false, []]);
    expect(countHeldBytes(kept)).toBe(40);
    expect(toKeptWord(kept)).toMatchObject({ artifactIds: ['a', 'b'], unsendable: [] });
  });

  it('sends what was asked for and nothing else', () => {
    const record = recordOf([sealed('a'), sealed('b'), ...ended, { kind: 'wanted', artifactId: 'a' }]);
    expect([isToBeSent(record, 'a'), isToBeSent(record, 'b'), isAtRest(record)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(idsOf(toWaitingFiles(record))).toEqual(['a']);
  });

  it('is finished when every file has its receipt', () => {
    const delivered = recordOf([
      sealed('a'),
      ...ended,
      { kind: 'wanted', artifactId: 'a' },
      { kind: 'delivered', receipt: aReceipt({ artifactId: 'a' }) },
    ]);
    expect([isFinished(delivered), hasUndelivered(delivered), isToBeSent(delivered, 'a')]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('says of a file that nobody takes why, and never calls it delivered', () => {
    const message = 'Cannot upload the file: it is gone from the spool';
    const record = recordOf([
      sealed('a'),
      ...ended,
      { kind: 'wanted', artifactId: 'a' },
      { kind: 'undeliverable', artifactId: 'a', message },
    ]);
    expect(toKeptWord(record)).toMatchObject({ artifactIds: [], unsendable: [{ artifactId: 'a', message }] });
    expect(hasUndelivered(record)).toBe(true);
  });

  it('has nothing left to keep or to set aside once it was discarded, and sends nothing', () => {
    const wanted: CommandFact = { kind: 'wanted', artifactId: 'a' };
    const record = recordOf([sealed('a'), ...ended, wanted, { kind: 'discarded' }]);
    expect([isFinished(record), hasUndelivered(record), isToBeSent(record, 'a')]).toEqual([
      true,
      false,
      false,
    ]);
    expect([countHeldBytes(record), toKeptWord(record).artifactIds]).toEqual([0, []]);
  });

  it('is not finished before the coordinator has its outcome, discarded or not', () => {
    const [outcome] = ended;
    const facts = outcome === undefined ? [] : [outcome];
    expect(isFinished(recordOf([sealed('a'), ...facts, { kind: 'discarded' }]))).toBe(false);
  });
});

it('a command whose files are sent waits for all of them, asked for or not', () => {
  const record = recordOf([sealed('a'), ...ended], { keepMs: 0 });
  expect([idsOf(toWaitingFiles(record)), toKeptFiles(record), isAtRest(record)]).toEqual([['a'], [], false]);
});

describe('what a node keeps is freed', () => {
  const endedUnixUs = 1_700_000_010_000_000;
  it.each<[string, Parameters<typeof anOutcome>[0], number | undefined]>([
    ['its time after the end of the tool', {}, endedUnixUs + dayMs * 1_000],
    [
      'reckoned from the start where the end is not known',
      { endedUnixUs: 0 },
      1_700_000_001_000_000 + dayMs * 1_000,
    ],
    ['by the coordinator alone where neither is known', { endedUnixUs: 0, startedUnixUs: 0 }, undefined],
    ['never where there is nothing', { artifacts: [] }, undefined],
  ])('%s', (_title, changes, expected) => {
    const record = recordOf([sealed('a'), { kind: 'outcome', outcome: anOutcome(changes) }]);
    expect(toKeptEndUnixUs(record, 5)).toBe(expected);
  });

  it('not before its time while the tool runs', () => {
    expect(toKeptEndUnixUs(recordOf([]), 7)).toBe(7 + dayMs * 1_000);
    expect(toKeptEndUnixUs(recordOf([], { keepMs: 0 }), 7)).toBeUndefined();
  });
});

it('captures are named by what they keep, the largest first, those that keep nothing not at all', () => {
  const records = [
    recordOf([sealed('a', 5)], { captureName: 'small' }),
    recordOf([sealed('a', 50)], { captureName: 'large' }),
    recordOf([sealed('a', 500)], { captureName: 'sent', keepMs: 0 }),
    recordOf([sealed('a', 500), { kind: 'discarded' }], { captureName: 'gone' }),
  ];
  expect(listKeptBytes(records)).toEqual([
    { capture: 'default/large', sizeBytes: 50 },
    { capture: 'default/small', sizeBytes: 5 },
  ]);
});
