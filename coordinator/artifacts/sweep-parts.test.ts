import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import { StoreFolder } from '../../test/builders/store-folder.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';
import { sweepGraceMs } from './sweep-hourly.ts';

const other = 'runs/r2/node-1/1/perf';
const bytes = randomBytes(3_000);
let folder: StoreFolder;
beforeEach(async () => {
  folder = await StoreFolder.make();
  await folder.store.openUpload(key, meta);
  await folder.send(bytes.subarray(0, 2_000));
});
afterEach(() => folder[Symbol.asyncDispose]());

/** As if nobody had written to any unfinished upload for so long. */
async function age(ms: number): Promise<void> {
  const uploads = join(folder.root, '.uploads');
  for (const entry of await readdir(uploads, { recursive: true, withFileTypes: true })) {
    const then = (Date.now() - ms) / 1_000;
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), then, then);
  }
}

const sweep = (mayBeClaimed: (key: string) => boolean): Promise<void> =>
  folder.store.sweep(
    { mayBeClaimed: async (found) => mayBeClaimed(found), log: silentLog },
    new AbortController().signal,
  );

describe('a sweep of a folder', () => {
  it('removes what nobody can claim any more, and its folders', async () => {
    await folder.reopen();
    await age(sweepGraceMs + 60_000);
    await sweep(() => false);
    expect(await readdir(join(folder.root, '.uploads'))).toEqual([]);
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 0 });
  });

  it('leaves what an agent may still come with, however old', async () => {
    await folder.store.openUpload(other, meta);
    await folder.reopen();
    await age(sweepGraceMs * 30);
    await sweep((found) => found === key);
    expect(existsSync(join(folder.root, '.uploads', `${other}.json`))).toBe(false);
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 2_000 });
    await folder.send(bytes.subarray(2_000), 2_000);
    const finished = await folder.store.finishUpload(key, owner, 3_000, sha256(bytes));
    expect(finished).toMatchObject({ kind: 'verified' });
  });

  it('leaves what was written to within a day', async () => {
    await folder.reopen();
    await age(sweepGraceMs - 60_000);
    await sweep(() => false);
    expect(await folder.store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 2_000 });
  });

  it('leaves what is being written to, whatever its times say', async () => {
    const writer = await folder.store.openWriter(key, owner, () => undefined);
    await age(sweepGraceMs + 60_000);
    await sweep(() => false);
    expect(await writer?.append(2_000, bytes.subarray(2_000))).toEqual({ kind: 'taken' });
    expect(await writer?.close()).toBe(3_000);
  });

  it('removes files of an upload that lacks the others', async () => {
    await writeFile(join(folder.root, '.uploads', 'runs', 'stray.part'), 'x');
    await folder.reopen();
    await age(sweepGraceMs + 60_000);
    await sweep(() => false);
    expect(await readdir(join(folder.root, '.uploads'))).toEqual([]);
  });
});
