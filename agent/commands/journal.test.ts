import { appendFile, mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCommand } from '../../test/builders/command.ts';
import type { CommandFact } from './command-fact.ts';
import { isFinished, toCommandRecord, toWaitingFiles } from './command-state.ts';
import { unknownExecution } from './execution.ts';
import { createJournal, journalName, readJournal, reopenJournal } from './journal.ts';
import { makeUnstartedOutcome } from './make-outcome.ts';
import { openTombstones } from './tombstones.ts';

let spool: string;
beforeEach(async () => {
  spool = await mkdtemp(join(tmpdir(), 'toe-journal-'));
});
afterEach(() => rm(spool, { recursive: true }));

const command = buildCommand({ nodeUid: 'n1' });
const accepted: CommandFact = { kind: 'accepted', command, bootId: 'b', unixUs: 1 };
const prepared: CommandFact = {
  kind: 'prepared',
  execution: { ...unknownExecution, argv: ['/usr/bin/perf'] },
};
const renewed: CommandFact = {
  kind: 'renewed',
  execution: { ...unknownExecution, argv: ['/usr/bin/perf', 'record'] },
};
const committed: CommandFact = { kind: 'committed', monotonicUs: 5, unixUs: 6 };

/** As an agent that dies in mid-write leaves it. */
async function writeAfterFacts(directory: string, text: string): Promise<void> {
  const path = join(directory, journalName);
  const position = (await readFile(path)).indexOf(0);
  await using file = await open(path, 'r+');
  await file.write(Buffer.from(text), 0, text.length, position);
}

describe('a journal', () => {
  it('has room for what is still to come before anything fills the disk', async () => {
    const directory = join(spool, 'a');
    const journal = await createJournal(directory);
    const { size, blocks } = await stat(join(directory, journalName));
    expect(blocks * 512).toBeGreaterThanOrEqual(size);
    for (let count = 0; count < 40; count += 1) await journal.append(accepted);
    expect((await stat(join(directory, journalName))).size).toBe(size);
    for (let count = 0; count < 200; count += 1) await journal.append(accepted);
    await journal.close();
    expect(await readJournal(directory)).toEqual(Array.from({ length: 240 }, () => accepted));
  });

  it('gives back its facts in order, private to root', async () => {
    const directory = join(spool, 'a');
    const journal = await createJournal(directory);
    await Promise.all([accepted, prepared, committed].map((fact) => journal.append(fact)));
    await journal.close();
    expect(await readJournal(directory)).toEqual([accepted, prepared, committed]);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, journalName))).mode & 0o777).toBe(0o600);
  });

  it('is made once', async () => {
    const journal = await createJournal(join(spool, 'a'));
    await journal.close();
    await expect(createJournal(join(spool, 'a'))).rejects.toThrow('EEXIST');
  });

  it('ignores a torn last line and goes on behind the whole ones', async () => {
    const directory = join(spool, 'a');
    const first = await createJournal(directory);
    await first.append(accepted);
    await first.close();
    await writeAfterFacts(directory, '{"kind":"prepared","execution":{"argv":["/usr/bin/perf","record"]');
    expect(await readJournal(directory)).toEqual([accepted]);
    const second = await reopenJournal(directory);
    await second.append(committed);
    await second.close();
    expect(await readJournal(directory)).toEqual([accepted, committed]);
  });

  it('is not believed where a line in its middle is damaged', async () => {
    const directory = join(spool, 'a');
    const journal = await createJournal(directory);
    await journal.append(accepted);
    await journal.close();
    await writeAfterFacts(directory, 'rubbish\n');
    await expect(readJournal(directory)).rejects.toThrow('line 2');
  });
});

describe('the record of a command', () => {
  const artifact = {
    artifactId: 'profile',
    fileName: 'f',
    mediaType: 'm',
    sizeBytes: 1,
    sha256: 'a',
    complete: true,
    required: true,
    output: 'profile',
    problem: '',
  };
  const sealed: CommandFact = { kind: 'sealed', file: { artifact, path: 'run/f' } };
  const receipt = { artifactId: 'profile', key: 'k', sizeBytes: 1, sha256: 'a', verifiedUnixUs: 1 };
  const delivered: CommandFact = { kind: 'delivered', receipt };

  it('has no meaning before the acceptance', () => {
    expect(toCommandRecord([committed])).toBeUndefined();
  });

  it('follows the facts', () => {
    const states = [accepted, prepared, committed].map(
      (_, index, facts) => toCommandRecord(facts.slice(0, index + 1))?.state,
    );
    expect(states).toEqual(['accepted', 'prepared', 'committed']);
  });

  it('holds what is executed in the end, which does not take the commit back', () => {
    expect(toCommandRecord([accepted, prepared, committed, renewed])).toMatchObject({
      state: 'committed',
      execution: { argv: ['/usr/bin/perf', 'record'] },
    });
  });

  it('is finished only when it was told, forgotten, and every file is settled', () => {
    const outcome = makeUnstartedOutcome('x', { ending: 'agentLost', reason: 'AgentLost', message: '' });
    const told: CommandFact = { kind: 'outcome', outcome };
    const facts: CommandFact[] = [accepted, sealed, told, { kind: 'forgotten' }];
    const record = toCommandRecord(facts);
    expect(record && toWaitingFiles(record)).toHaveLength(1);
    expect(record && isFinished(record)).toBe(false);
    const settled = toCommandRecord([...facts, delivered]);
    expect(settled && isFinished(settled)).toBe(true);
    const unforgotten = toCommandRecord([accepted, sealed, told, delivered]);
    expect(unforgotten && isFinished(unforgotten)).toBe(false);
    const refused = toCommandRecord([
      ...facts,
      { kind: 'undeliverable', artifactId: 'profile', message: '' },
    ]);
    expect(refused && isFinished(refused)).toBe(true);
  });
});

describe('tombstones', () => {
  it('keep the highest attempt over restarts, through a torn line, for 30 days', async () => {
    const now = Date.now() * 1_000;
    const stones = await openTombstones(spool, now);
    await stones.add('r', 2);
    await stones.add('r', 1);
    await appendFile(join(spool, 'tombstones.ndjson'), '{"runUid":"x');
    const again = await openTombstones(spool, now);
    expect(again.highestAttempt('r')).toBe(2);
    expect(again.highestAttempt('other')).toBe(0);
    const later = await openTombstones(spool, now + 31 * 86_400 * 1_000_000);
    expect(later.highestAttempt('r')).toBe(0);
    expect(await readFile(join(spool, 'tombstones.ndjson'), 'utf8')).toBe('');
  });
});
