import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from './lock.ts';
import { parseStartTicks, readStartTicks } from './process-stat.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const writeLock = async (content: string): Promise<void> =>
  await writeFile(join(directory, 'up.lock'), content);

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

  it('leaves nothing when it is given back', async () => {
    await (await takeLock(directory, process.pid))[Symbol.asyncDispose]();
    expect(await readdir(directory)).toEqual([]);
    await using _again = await takeLock(directory, process.pid);
    expect(await readdir(directory)).toEqual(['up.lock']);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 5 })],
    ['a process whose pid was given to another', JSON.stringify({ pid: process.pid, startTicks: 5 })],
    ['a crash in the middle of writing', '{"pid"'],
    ['nobody', ''],
  ])('takes over the lock of %s', async (_, content) => {
    await writeLock(content);
    await using _lock = await takeLock(directory, process.pid);
    expect(await readdir(directory)).toEqual(['up.lock']);
  });

  it('is given to one alone of many that find a stale one', async () => {
    await writeLock(JSON.stringify({ pid: process.pid, startTicks: 5 }));
    const takes = await Promise.allSettled(
      Array.from({ length: 8 }, async () => await takeLock(directory, process.pid)),
    );
    expect(takes.filter((take) => take.status === 'fulfilled')).toHaveLength(1);
  });
});

describe('readStartTicks', () => {
  it('reads the same of a process every time, and nothing of one that is not there', async () => {
    const ticks = await readStartTicks(process.pid);
    expect(ticks).toBeGreaterThan(0);
    expect(await readStartTicks(process.pid)).toBe(ticks);
    expect(await readStartTicks(2 ** 22 + 1)).toBeUndefined();
  });

  it('is not led astray by the name of a program', () => {
    const rest = `S ${Array.from({ length: 18 }, (_, index) => index).join(' ')} 4242 7 8`;
    expect(parseStartTicks(`12 (a) b (c d) ${rest}`)).toBe(4242);
    expect(parseStartTicks('nonsense')).toBeUndefined();
  });
});
