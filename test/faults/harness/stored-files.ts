import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Fleet } from './fleet.ts';

const runProgram = promisify(execFile);

/** The digest of a file by a program that is not ours. */
export async function sumFile(path: string): Promise<string> {
  const { stdout } = await runProgram('sha256sum', ['--', path]);
  return stdout.slice(0, 64);
}

/** Where the coordinator of a fleet keeps what has this key. */
export function toStorePath(fleet: Fleet, key: string): string {
  return join(fleet.storeDirectory, key);
}
