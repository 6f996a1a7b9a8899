import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { startCommandLine } from './command-line.ts';

export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for every test of a file. */
export class PolicyFolder {
  path = '';

  constructor() {
    beforeEach(async () => {
      this.path = await mkdtemp(join(tmpdir(), 'toe-policy-'));
    });
    afterEach(() => rm(this.path, { recursive: true }));
  }

  /** Writes a file and gives its path. */
  async put(file: string, text: string): Promise<string> {
    const path = join(this.path, file);
    await writeFile(path, text);
    return path;
  }

  /** Runs `toe policy …` to its end. */
  async toePolicy(...args: readonly string[]): Promise<Ended> {
    return this.toe('policy', ...args);
  }

  async toe(...args: readonly string[]): Promise<Ended> {
    const line = startCommandLine(this.path, args);
    const exitCode = await line.done;
    return { exitCode, stdout: line.stdout(), stderr: line.stderr() };
  }
}
