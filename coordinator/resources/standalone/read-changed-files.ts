import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectName } from '../../../shared/kinds/parse-resource-document.ts';
import {
  type FileResource,
  maxFileBytes,
  parseResourceFile,
} from '../../../shared/kinds/parse-resource-file.ts';
import { type ScannedFile, type ScannedFolder, statFile } from './scan-folder.ts';

/** What is known of a file of resources. */
export interface FileState {
  readonly signature: string;
  /** Those of its last text without faults. */
  readonly resources: readonly FileResource[];
  /** What is wrong with its present text. */
  readonly fault: string | undefined;
  /** The objects that its faulty text is about. */
  readonly claims: readonly ObjectName[];
  /** Since when it has not been seen: editors take a file away for a moment. */
  readonly missingSinceMs?: number;
}

export interface ReadRules {
  readonly nowMs: number;
  /** A file is read, or taken as removed, when it has been left alone for so long. */
  readonly settleMs: number;
  /** Files that we changed ourselves: read at once. */
  readonly settled: ReadonlySet<string>;
  /** The last good objects of a file that was faulty when it was first read. */
  readonly restore: (file: string) => readonly FileResource[];
}

export interface ReadFiles {
  readonly files: ReadonlyMap<string, FileState>;
  readonly hasChanged: boolean;
  /** False: something is still being written; look again soon. */
  readonly isSettled: boolean;
}

/** Reads the files of a scan that are new or have changed. What cannot be read is a fault of that file only. */
export async function readChangedFiles(
  root: string,
  scanned: ScannedFolder,
  previous: ReadonlyMap<string, FileState>,
  rules: ReadRules,
): Promise<ReadFiles> {
  const files = new Map<string, FileState>();
  let [hasChanged, isSettled] = [false, true];
  for (const [file, found] of scanned.files) {
    const known = previous.get(file);
    if (known?.signature === found.signature) {
      files.set(file, toSeen(known));
      continue;
    }
    const text =
      isQuiet(found, rules) || rules.settled.has(file) ? await readWhole(join(root, file), found) : undefined;
    if (text !== undefined) {
      files.set(file, toState(file, text, found.signature, known?.resources ?? rules.restore(file)));
      hasChanged = true;
    } else {
      if (known !== undefined) files.set(file, toSeen(known));
      isSettled = false;
    }
  }
  for (const [file, known] of previous) {
    if (scanned.files.has(file)) continue;
    const missingSinceMs = known.missingSinceMs ?? rules.nowMs;
    if (rules.settled.has(file) || rules.nowMs - missingSinceMs >= rules.settleMs) hasChanged = true;
    else {
      files.set(file, { ...known, missingSinceMs });
      isSettled = false;
    }
  }
  return { files, hasChanged, isSettled };
}

/** An instant in the future is a clock that was set back: then waiting would never end. */
function isQuiet(found: ScannedFile, rules: ReadRules): boolean {
  const quietMs = rules.nowMs - found.changedMs;
  return quietMs >= rules.settleMs || quietMs < -1_000;
}

type Text =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'fault'; readonly why: string };

/** Undefined where the file changed while it was read. */
async function readWhole(path: string, found: ScannedFile): Promise<Text | undefined> {
  if (found.sizeBytes > maxFileBytes)
    return { kind: 'fault', why: `the file has ${found.sizeBytes} bytes: split it, 1 MiB is the limit` };
  try {
    const bytes = await readFile(path);
    if ((await statFile(path))?.signature !== found.signature) return undefined;
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'fault', why: `the file cannot be read: ${why}: make it readable text in UTF-8` };
  }
}

function toState(file: string, read: Text, signature: string, lastGood: readonly FileResource[]): FileState {
  if (read.kind === 'fault')
    return { signature, resources: lastGood, fault: `${file}:1: ${read.why}`, claims: [] };
  const parsed = parseResourceFile(file, read.text);
  return parsed.kind === 'parsed'
    ? { signature, resources: parsed.resources, fault: undefined, claims: [] }
    : { signature, resources: lastGood, fault: parsed.message, claims: parsed.claims };
}

function toSeen({ signature, resources, fault, claims }: FileState): FileState {
  return { signature, resources, fault, claims };
}
