import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeEachStore } from '../../test/builders/each-store.ts';
import { key, meta, owner, sha256 } from '../../test/builders/store-stage.ts';

describeEachStore('an upload', (stage) => {
  describe('under way', () => {
    it('becomes an object with the bytes that sha256sum proves, and nothing is left beside it', async () => {
      const bytes = randomBytes(5 * 1024 * 1024 + 13);
      await stage().upload(bytes);
      const text = execFileSync('sha256sum', [stage().pathOf(key)], { encoding: 'utf8' });
      expect(text.slice(0, 64)).toBe(sha256(bytes));
      expect(await stage().store.list('runs/r1')).toEqual([
        {
          key,
          sizeBytes: bytes.length,
          sha256: sha256(bytes),
          fileName: 'perf.data',
          mediaType: 'application/octet-stream',
          verifiedUnixUs: expect.any(Number),
        },
      ]);
      expect(await stage().listUnfinished()).toEqual([]);
    });

    it('keeps its bytes whatever the chunks and however often they are sent again', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 5_000 }),
          fc.array(fc.tuple(fc.nat(5_000), fc.nat(2_000)), { maxLength: 8 }),
          async (content, repeats) => {
            await stage().store.removeAll('runs/r1');
            const bytes = Buffer.from(content);
            await stage().store.openUpload(key, meta);
            const writer = await stage().store.openWriter(key, owner, () => undefined);
            let received = 0;
            for (const [back, length] of [...repeats, [0, 5_000] as const]) {
              const start = Math.max(0, received - back);
              const chunk = bytes.subarray(start, start + length);
              expect(await writer?.append(start, Buffer.from(chunk))).toEqual({ kind: 'taken' });
              received = Math.max(received, start + chunk.length);
            }
            expect(await writer?.close()).toBe(bytes.length);
            const finished = await stage().store.finishUpload(key, owner, bytes.length, sha256(bytes));
            expect(finished.kind).toBe('verified');
            expect(await readFile(stage().pathOf(key))).toEqual(bytes);
          },
        ),
        { numRuns: 25 },
      );
    });

    it('goes on after a restart at the durable offset', async () => {
      const bytes = randomBytes(3_000);
      await stage().store.openUpload(key, meta);
      await stage().send(bytes.subarray(0, 2_000));
      await stage().reopen();
      expect(await stage().store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 2_000 });
      await stage().send(bytes.subarray(2_000), 2_000);
      expect(await stage().store.finishUpload(key, owner, 3_000, sha256(bytes))).toMatchObject({
        kind: 'verified',
      });
      expect(await readFile(stage().pathOf(key))).toEqual(bytes);
      expect(await stage().listUnfinished()).toEqual([]);
    });

    it('is continued by its owner alone', async () => {
      await stage().store.openUpload(key, meta);
      expect(await stage().store.openUpload(key, { ...meta, owner: 'r1.n2.1' })).toEqual({ kind: 'foreign' });
      expect(await stage().store.openWriter(key, 'r1.n2.1', () => undefined)).toBeUndefined();
      expect(await stage().store.finishUpload(key, 'r1.n2.1', 0, sha256(Buffer.alloc(0)))).toEqual({
        kind: 'unknown',
      });
    });

    it('says which offset it has where a chunk leaves a gap', async () => {
      await stage().store.openUpload(key, meta);
      const writer = await stage().store.openWriter(key, owner, () => undefined);
      await writer?.append(0, Buffer.from('abc'));
      expect(await writer?.append(5, Buffer.from('f'))).toEqual({ kind: 'gap', receivedOffset: 3 });
    });

    it('has one writer: a newer one supersedes it and goes on behind its bytes', async () => {
      await stage().store.openUpload(key, meta);
      const first = await stage().store.openWriter(key, owner, () => undefined);
      await first?.append(0, Buffer.from('abc'));
      const second = await stage().store.openWriter(key, owner, () => undefined);
      expect(first?.superseded.aborted).toBe(true);
      expect(await first?.append(3, Buffer.from('x'))).toEqual({ kind: 'superseded' });
      expect(second?.durableOffset).toBe(3);
    });

    it('takes no more bytes than were declared', async () => {
      await stage().store.openUpload(key, { ...meta, declaredSizeBytes: 3 });
      const writer = await stage().store.openWriter(key, owner, () => undefined);
      expect(await writer?.append(0, Buffer.from('abcd'))).toEqual({ kind: 'tooLong' });
    });

    it('says how many bytes are durable within two seconds, without an end of the stream', async () => {
      await stage().store.openUpload(key, meta);
      const { promise, resolve } = Promise.withResolvers<number>();
      const writer = await stage().store.openWriter(key, owner, resolve);
      await writer?.append(0, Buffer.from('abc'));
      expect(await promise).toBe(3);
      expect(writer?.durableOffset).toBe(3);
    });
  });

  describe('finishing', () => {
    it('gives the same receipt again, also after a restart, and refuses another digest', async () => {
      const bytes = Buffer.from('hello');
      await stage().upload(bytes);
      const first = await stage().store.finishUpload(key, owner, 5, sha256(bytes));
      await stage().reopen();
      expect(await stage().store.finishUpload(key, owner, 5, sha256(bytes))).toEqual(first);
      expect(await stage().store.openUpload(key, meta)).toMatchObject({ kind: 'finished' });
      const other = await stage().store.finishUpload(key, owner, 5, sha256(Buffer.from('other')));
      expect(other).toEqual({ kind: 'exists', sha256: sha256(bytes) });
    });

    it('names the offset where bytes are missing and keeps what is there', async () => {
      await stage().store.openUpload(key, meta);
      await stage().send(Buffer.from('abc'));
      const finished = await stage().store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')));
      expect(finished).toEqual({ kind: 'incomplete', committedOffset: 3 });
      await stage().send(Buffer.from('de'), 3);
      expect(await stage().store.finishUpload(key, owner, 5, sha256(Buffer.from('abcde')))).toMatchObject({
        kind: 'verified',
      });
    });

    it.each([
      ['another digest', 3, 'xyz'],
      ['a smaller size', 2, 'ab'],
    ])('begins again at 0 where the bytes have %s', async (_what, size, content) => {
      await stage().store.openUpload(key, meta);
      await stage().send(Buffer.from('abc'));
      const finished = await stage().store.finishUpload(key, owner, size, sha256(Buffer.from(content)));
      expect(finished.kind).toBe('mismatch');
      expect(existsSync(stage().pathOf(key))).toBe(false);
      expect(await stage().store.openUpload(key, meta)).toEqual({ kind: 'open', committedOffset: 0 });
      await stage().send(Buffer.from(content));
      expect(
        await stage().store.finishUpload(key, owner, content.length, sha256(Buffer.from(content))),
      ).toMatchObject({
        kind: 'verified',
      });
    });

    it.each(['store.before-sync', 'store.before-rename', 'store.after-rename', 'store.before-receipt'])(
      'gives one whole object and one receipt after a failure at %s and a restart',
      async (name) => {
        const reach = async (reached: string): Promise<void> => {
          if (reached === name) throw new Error('stop here');
        };
        await stage().reopen({ failpoints: { reach } });
        const bytes = randomBytes(70_000);
        await stage().store.openUpload(key, meta);
        await stage().send(bytes);
        await expect(stage().store.finishUpload(key, owner, bytes.length, sha256(bytes))).rejects.toThrow(
          'stop here',
        );
        await stage().reopen();
        const found = await stage().store.openUpload(key, meta);
        // After the rename a store may know that it is finished, or prove it again.
        const either = name === 'store.after-rename' ? found.kind : 'finished';
        const kind = name === 'store.before-sync' || name === 'store.before-rename' ? 'open' : either;
        const offset = found.kind === 'open' ? found.committedOffset : bytes.length;
        expect([found.kind, offset]).toEqual([kind, bytes.length]);
        const finished = await stage().store.finishUpload(key, owner, bytes.length, sha256(bytes));
        expect(finished).toMatchObject({ kind: 'verified', receipt: { sha256: sha256(bytes) } });
        expect(await readFile(stage().pathOf(key))).toEqual(bytes);
        expect(await stage().store.list('')).toHaveLength(1);
      },
    );
  });
});
