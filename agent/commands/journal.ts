import { type FileHandle, lstat, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandFact } from './command-fact.ts';

export const journalName = 'journal.ndjson';

/** The journal of one command, open for writing. */
export interface Journal {
  /** Resolves when the fact is durable; facts become durable in the order of the calls. */
  append(fact: CommandFact): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes the command's directory (0700) and its empty journal, both durable by name. Rejects with EEXIST where the
 * journal is there already: a command id is accepted once in an agent's life. A link in the directory's place is not
 * followed.
 */
export async function createJournal(directory: string): Promise<Journal> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (!(await lstat(directory)).isDirectory())
    throw new Error(`Cannot keep a journal in "${directory}": it is no directory: remove it`);
  const file = await open(join(directory, journalName), 'ax', 0o600);
  await syncFolder(directory);
  await syncFolder(dirname(directory));
  return makeJournal(file);
}

/** Opens a journal that an earlier agent left; what a torn last line left behind is cut off. */
export async function reopenJournal(directory: string): Promise<Journal> {
  const path = join(directory, journalName);
  const bytes = await readFile(path);
  const file = await open(path, 'a', 0o600);
  await file.truncate(bytes.lastIndexOf(0x0a) + 1);
  return makeJournal(file);
}

/** The facts of a journal, in order. A torn last line is ignored; a line that is no fact anywhere else throws. */
export async function readJournal(directory: string): Promise<readonly CommandFact[]> {
  return parseJournal(await readFile(join(directory, journalName), 'utf8'), directory);
}

function parseJournal(text: string, name: string): readonly CommandFact[] {
  const lines = text.split('\n');
  lines.pop();
  return lines.map((line, index) => {
    const fact = parseFact(line);
    if (fact === undefined)
      throw new Error(`Cannot read the journal of "${name}": line ${index + 1} is no fact: it was damaged`);
    return fact;
  });
}

function parseFact(line: string): CommandFact | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isFact = typeof value === 'object' && value !== null && 'kind' in value;
    return isFact ? (value as CommandFact) : undefined;
  } catch {
    return undefined;
  }
}

function makeJournal(file: FileHandle): Journal {
  let last: Promise<void> = Promise.resolve();
  const write = async (line: string): Promise<void> => {
    await file.appendFile(line);
    await file.datasync();
  };
  return {
    append: async (fact) => {
      // A fact after one that could not be written would be a lie about the order: the first failure stays.
      last = last.then(() => write(`${JSON.stringify(fact)}\n`));
      await last;
    },
    close: async () => {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}
