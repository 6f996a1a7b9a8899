import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LockTake, takeLockFile } from './lock-file.ts';
import { parseStartTicks, readStartTicks } from './process-start.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-lock-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

const take = async (pid: number = process.pid): Promise<LockTake> =>
  await takeLockFile(join(directory, 'x.lock'), pid);
const writeLock = async (content: string): Promise<void> =>
  await writeFile(join(directory, 'x.lock'), content);

describe('takeLockFile', () => {
  it('is held by the first that took it for as long as that lives', async () => {
    const other = spawn('sleep', ['60']);
    try {
      const pid = other.pid ?? 0;
      expect((await take(pid)).kind).toBe('taken');
      expect(await take()).toEqual({ kind: 'held', pid });
    } finally {
      other.kill();
    }
  });

  it('leaves nothing when it is given back', async () => {
    const first = await take();
    if (first.kind === 'taken') await first[Symbol.asyncDispose]();
    expect(await readdir(directory)).toEqual([]);
    expect((await take()).kind).toBe('taken');
    expect(await readdir(directory)).toEqual(['x.lock']);
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, startTicks: 5 })],
    ['a process whose pid was given to another', JSON.stringify({ pid: process.pid, startTicks: 5 })],
    ['a crash in the middle of writing', '{"pid"'],
    ['nobody', ''],
  ])('takes over the lock of %s', async (_, content) => {
    await writeLock(content);
    expect((await take()).kind).toBe('taken');
    expect(await readdir(directory)).toEqual(['x.lock']);
  });

  it('is given to one alone of many that find a stale one', async () => {
    await writeLock(JSON.stringify({ pid: process.pid, startTicks: 5 }));
    const takes = await Promise.all(Array.from({ length: 8 }, async () => await take()));
    expect(takes.filter((one) => one.kind === 'taken')).toHaveLength(1);
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
