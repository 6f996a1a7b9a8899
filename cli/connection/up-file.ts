import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../shared/runtime/has-code.ts';

/** `up.json` of a state directory: how to reach what `toe up` runs. Addresses are `host:port`. */
export interface UpFile {
  readonly pid: number;
  readonly apiAddress: string;
  readonly agentAddress: string;
  readonly opsAddress: string;
  readonly node: string;
  /** RFC 3339. */
  readonly startedAt: string;
}

export function toUpFilePath(stateDirectory: string): string {
  return join(stateDirectory, 'up.json');
}

/** Undefined where there is none or it is not one of ours: nothing is running then. */
export async function readUpFile(stateDirectory: string): Promise<UpFile | undefined> {
  try {
    return parseUpFile(await readFile(toUpFilePath(stateDirectory), 'utf8'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** False where the process that wrote it is known to be gone: it was killed and could not remove its file. */
export function isUpProcessAlive({ pid }: UpFile): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

export function parseUpFile(text: string): UpFile | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(value));
  const textOf = (key: string): string => {
    const member = members.get(key);
    return typeof member === 'string' ? member : '';
  };
  const pid = members.get('pid');
  if (typeof pid !== 'number' || textOf('apiAddress') === '') return undefined;
  return {
    pid,
    apiAddress: textOf('apiAddress'),
    agentAddress: textOf('agentAddress'),
    opsAddress: textOf('opsAddress'),
    node: textOf('node'),
    startedAt: textOf('startedAt'),
  };
}
