import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { PartThread } from './part-thread.ts';

let root = '';
let thread = new PartThread();
const pathsOf = (name: string): { readonly bytes: string; readonly offset: string } => ({
  bytes: join(root, `${name}.part`),
  offset: join(root, `${name}.offset`),
});

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'toe-parts-'));
  thread = new PartThread();
});
afterEach(async () => {
  await thread.close();
  await rm(root, { recursive: true, force: true });
});

describe('PartThread', () => {
  it('keeps bytes of every size, from a pool or not, in order', async () => {
    const part = await thread.open(pathsOf('a'));
    const whole = randomBytes(5_000_000);
    let at = 0;
    for (let size = 1; at < whole.length; size = (size * 7) % 200_003) {
      const chunk = whole.subarray(at, at + size);
      at += chunk.length;
      const isPooled = size % 2 === 0;
      await part.take(isPooled ? chunk : Buffer.concat([chunk]));
    }
    await part.sync();
    expect(part.durableOffset).toBe(whole.length);
    expect(await part.sha256()).toBe(createHash('sha256').update(whole).digest('hex'));
    await part.close();
    expect((await readFile(part.paths.bytes)).equals(whole)).toBe(true);
  });

  it('tells what is durable while bytes go on coming', async () => {
    const part = await thread.open(pathsOf('a'));
    const told: number[] = [];
    part.onDurable = (offset) => told.push(offset);
    for (let count = 0; count < 64; count += 1) await part.take(randomBytes(256 * 1024));
    await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), { timeout: 10_000 });
    await part.sync();
    expect(told.at(-1)).toBe(64 * 256 * 1024);
    expect(told).toEqual(told.toSorted((left, right) => left - right));
    await part.close();
  });

  it('holds its caller back once 2 MiB wait', async () => {
    const part = await thread.open(pathsOf('a'));
    let isTaken = false;
    const taking = part.take(Buffer.alloc(2 * 1024 * 1024 + 1)).then(() => {
      isTaken = true;
    });
    await Promise.resolve();
    await Promise.resolve();
    expect(isTaken).toBe(false);
    await taking;
    await part.close();
  });

  it('says what the system said, by its code', async () => {
    const paths = pathsOf('a');
    await symlink('/dev/full', paths.bytes);
    const error = await thread.open(paths).catch((caught: unknown) => caught);
    expect(hasCode(error, 'ELOOP')).toBe(true);
  });

  it('fails its parts when it ends, and goes on with a new one from what is durable', async () => {
    const [first, second] = [await thread.open(pathsOf('a')), await thread.open(pathsOf('b'))];
    await first.take(randomBytes(100_000));
    await first.sync();
    await second.take(randomBytes(100_000));
    await thread.close();
    await expect(first.take(randomBytes(10))).rejects.toThrow('their thread ended');
    expect(second.failure).toMatchObject({ isLost: false });
    await first.close();
    const again = await thread.open(pathsOf('a'));
    expect(again.durableOffset).toBe(100_000);
    await again.discard();
    await expect(readFile(again.paths.bytes)).rejects.toThrow('ENOENT');
  });
});
