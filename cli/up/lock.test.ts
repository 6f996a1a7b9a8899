import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from './lock.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

describe('takeLock', () => {
  it('refuses a second holder and names the first and its address', async () => {
    const other = spawn('sleep', ['60']);
    try {
      const pid = other.pid ?? 0;
      await using _lock = await takeLock(directory, pid);
      await writeFile(join(directory, 'up.json'), JSON.stringify({ pid, apiAddress: '127.0.0.1:7443' }));
      await expect(takeLock(directory, process.pid)).rejects.toThrow(
        `it is process ${pid}, and serves 127.0.0.1:7443`,
      );
    } finally {
      other.kill();
    }
  });
});
