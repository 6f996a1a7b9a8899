import { type FileHandle, lstat, mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../../shared/runtime/has-code.ts';
import type { CommandFact } from './command-fact.ts';

export const journalName = 'journal.ndjson';

/**
 * Zeros that a journal begins as and that its facts take the place of, so that how a run ended and what was delivered
 * can be written down on a disk that is full by then: else the files that fill it could never be removed.
 */
const reservedBytes = 128 * 1_024;

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
  await makeOwnDirectory(directory);
  if (!(await lstat(directory)).isDirectory())
    throw new Error(`Cannot keep a journal in "${directory}": it is no directory: remove it`);
  const file = await open(join(directory, journalName), 'wx', 0o600);
  try {
    await writeAt(file, Buffer.alloc(reservedBytes), 0);
    await file.sync();
    await syncFolder(directory);
    await syncFolder(dirname(directory));
  } catch (error) {
    await file.close();
    throw error;
  }
  return makeJournal(file, 0);
}

/** Opens a journal that an earlier agent left; what a torn last line left behind is wiped. */
export async function reopenJournal(directory: string): Promise<Journal> {
  const path = join(directory, journalName);
  const bytes = await readFile(path);
  const [writtenBytes, wholeBytes] = [toWrittenBytes(bytes), toWholeBytes(bytes)];
  const file = await open(path, 'r+');
  await writeAt(file, Buffer.alloc(writtenBytes - wholeBytes), wholeBytes);
  return makeJournal(file, wholeBytes);
}

/** The facts of a journal, in order. A torn last line is ignored; a line that is no fact anywhere else throws. */
export async function readJournal(directory: string): Promise<readonly CommandFact[]> {
  const bytes = await readFile(join(directory, journalName));
  return parseJournal(bytes.toString('utf8', 0, toWholeBytes(bytes)), directory);
}

/** Up to the zeros that no fact has taken the place of; no fact holds one. */
function toWrittenBytes(bytes: Buffer): number {
  const zero = bytes.indexOf(0);
  return zero === -1 ? bytes.length : zero;
}

/** Up to the end of the last whole line. */
function toWholeBytes(bytes: Buffer): number {
  return bytes.subarray(0, toWrittenBytes(bytes)).lastIndexOf(0x0a) + 1;
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

function makeJournal(file: FileHandle, wholeBytes: number): Journal {
  let last: Promise<void> = Promise.resolve();
  let position = wholeBytes;
  const write = async (line: string): Promise<void> => {
    const bytes = Buffer.from(line);
    await writeAt(file, bytes, position);
    position += bytes.length;
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

/** All of the bytes; one write may take only some. */
async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Not `recursive`, which calls a read-only file system a missing directory. */
async function makeOwnDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, 'r');
  await folder.sync();
}
