import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { describeEachStore } from '../../test/builders/each-store.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';

const mebibyte = 1024 ** 2;

describeEachStore('an upload that still grows', (stage) => {
  const read = (offset: number): Promise<Buffer> => buffer(stage().store.openUnfinished(key, offset));
  const listed = async (): Promise<readonly number[]> =>
    (await stage().store.listUnfinished(key)).map(({ readableBytes }) => readableBytes);

  it.each([0.3, 8, 19.5])(
    'of %d MiB can be read from any offset, also after a restart',
    async (mebibytes) => {
      const bytes = randomBytes(mebibytes * mebibyte);
      await stage().store.openUpload(key, meta);
      for (const restart of [false, true]) {
        if (restart) await stage().reopen();
        else await stage().send(bytes);
        for (const offset of [0, bytes.length - 7, Math.floor(bytes.length / 2)])
          expect((await read(offset)).equals(bytes.subarray(offset))).toBe(true);
        expect(await read(bytes.length)).toHaveLength(0);
        expect(await listed()).toEqual([bytes.length]);
      }
    },
  );

  it('can be read on where it grows, and is not there any more once it has its receipt', async () => {
    const bytes = randomBytes(21 * mebibyte);
    await stage().store.openUpload(key, meta);
    let seen = Buffer.alloc(0);
    for (let at = 0; at < bytes.length; at += 3 * mebibyte) {
      await stage().send(bytes.subarray(at, at + 3 * mebibyte), at);
      if (at === 9 * mebibyte) await stage().reopen();
      seen = Buffer.concat([seen, await read(seen.length)]);
      expect(seen).toHaveLength(at + 3 * mebibyte);
    }
    expect(seen.equals(bytes)).toBe(true);
    const finished = await stage().store.finishUpload(key, owner, bytes.length, sha256(bytes));
    expect(finished.kind).toBe('verified');
    expect(await read(0)).toHaveLength(0);
    expect(await listed()).toEqual([]);
    expect(await stage().listUnfinished()).toEqual([]);
  });

  it('is read from its start where it was begun again', async () => {
    const [first, second] = [randomBytes(9 * mebibyte), randomBytes(10 * mebibyte)];
    await stage().store.openUpload(key, meta);
    await stage().send(first);
    const refused = await stage().store.finishUpload(key, owner, first.length, sha256(second));
    expect(refused.kind).toBe('mismatch');
    expect(await read(0)).toHaveLength(0);
    expect(await listed()).toEqual([0]);
    await stage().store.openUpload(key, meta);
    await stage().send(second);
    expect((await read(0)).equals(second)).toBe(true);
  });

  it.each([
    ['its own', key],
    ['a whole run', 'runs/r1'],
  ])('leaves nothing where %s is removed', async (_what, prefix) => {
    await stage().store.openUpload(key, meta);
    await stage().send(randomBytes(9 * mebibyte));
    await stage().store.removeAll(prefix);
    expect(await stage().listUnfinished()).toEqual([]);
    expect(await read(0)).toHaveLength(0);
  });

  it('leaves nothing where it is given up', async () => {
    await stage().store.openUpload(key, meta);
    await stage().send(randomBytes(9 * mebibyte));
    await stage().store.dropUpload(key);
    expect(await stage().listUnfinished()).toEqual([]);
  });

  it('of a key that has none gives nothing, and nothing is made of it', async () => {
    expect(await read(0)).toHaveLength(0);
    expect(await listed()).toEqual([]);
    expect(await stage().listUnfinished()).toEqual([]);
  });
});
