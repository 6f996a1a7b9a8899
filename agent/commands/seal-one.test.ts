import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { silentLog } from '../../shared/log.ts';
import { noFailpoints } from '../../shared/runtime/failpoint.ts';
import { buildCommand } from '../../test/builders/command.ts';
import type { UploadOrder } from '../uploads/upload-queue.ts';
import { createJournal, readJournal } from './journal.ts';
import { LiveCommand } from './live-command.ts';
import { sealOne } from './seal-one.ts';

const diskBytes = 12_000_000;
let spool: string;
let orders: UploadOrder[];

// A disk of its own and of a fixed size, so that it can be full.
beforeEach(async () => {
  spool = await mkdtemp(join(tmpdir(), 'toe-spool-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', spool]);
  orders = [];
});
afterEach(async () => {
  execFileSync('umount', [spool]);
  await rm(spool, { recursive: true });
});

const text = Buffer.from('swapper 0 cpu-clock: ffffffff81000000 native_safe_halt\n'.repeat(20_000));
const wanted = {
  artifactId: 'profile',
  path: 'perf.txt',
  mediaType: 'text/plain',
  required: true,
  output: 'profile',
};

async function seal(bytes: Buffer, parts: Partial<Command>, spoolFloorBytes = 0): Promise<LiveCommand> {
  const command = buildCommand({ nodeUid: 'n1', compression: 'zstd', ...parts });
  const directory = join(spool, command.commandId);
  const live = LiveCommand.accept(directory, command, 'boot', () => undefined);
  live.journal = await createJournal(directory);
  const run = join(directory, 'run');
  await mkdir(run);
  await writeFile(join(run, wanted.path), bytes);
  const upload = (order: UploadOrder): void => void orders.push(order);
  const deps = { spool, spoolFloorBytes, upload, log: silentLog, failpoints: noFailpoints };
  await sealOne(live, wanted, run, deps);
  await live.journal.close();
  return live;
}

const listed = async (live: LiveCommand): Promise<readonly string[]> =>
  (await readdir(live.directory, { recursive: true })).toSorted();

describe('sealOne', () => {
  it('leaves the compressed copy alone, in the journal and with the uploads', async () => {
    const live = await seal(text, { maxUploadBytesPerSecond: 4_711 });
    expect(await listed(live)).toEqual(['journal.ndjson', 'run', 'sealed', 'sealed/profile.zst']);
    const [order] = orders;
    expect(order).toMatchObject({
      path: join(live.directory, 'sealed/profile.zst'),
      maxBytesPerSecond: 4_711,
    });
    expect(zstdDecompressSync(await readFile(order?.path ?? '')).equals(text)).toBe(true);
    expect(await readJournal(live.directory)).toMatchObject([
      { kind: 'sealed', file: { path: 'sealed/profile.zst', artifact: order?.artifact } },
    ]);
    expect(order?.artifact).toMatchObject({ fileName: 'perf.txt.zst', raw: { sizeBytes: text.length } });
  });

  it.each([
    ['the command says so', { compression: 'none' }, 0],
    ['the coordinator is too old to say anything', { compression: '' }, 0],
    ['the disk is below its floor already', {}, diskBytes * 2],
  ])('leaves the file as it is where %s', async (_why, parts, floor) => {
    const live = await seal(text, parts, floor);
    expect(await listed(live)).toEqual(['journal.ndjson', 'run', 'run/perf.txt']);
    expect(orders).toMatchObject([{ artifact: { fileName: 'perf.txt', sizeBytes: text.length } }]);
  });

  it('loses nothing where the disk is full before the copy is whole', async () => {
    // Compressed a third smaller, for which there is no room beside it.
    const bytes = Buffer.concat([randomBytes(5_000_000), Buffer.alloc(2_500_000)]);
    const live = await seal(bytes, {});
    expect(await listed(live)).toEqual(['journal.ndjson', 'run', 'run/perf.txt', 'sealed']);
    const [order] = orders;
    expect(order?.artifact.raw).toBeUndefined();
    expect((await readFile(order?.path ?? '')).equals(bytes)).toBe(true);
    const sum = execFileSync('sha256sum', [order?.path ?? ''], { encoding: 'utf8' }).slice(0, 64);
    expect(order?.artifact.sha256).toBe(sum);
  });

  it('seals again what an agent that died had compressed and not journaled', async () => {
    const first = await seal(text, {});
    await rm(join(first.directory, 'journal.ndjson'));
    await mkdir(join(first.directory, 'sealed'), { recursive: true });
    await writeFile(join(first.directory, 'sealed', 'profile.zst.part'), 'half');
    await rm(join(first.directory, 'run'), { recursive: true });
    const again = await seal(Buffer.concat([text, text]), {});
    expect(await listed(again)).toEqual(['journal.ndjson', 'run', 'sealed', 'sealed/profile.zst']);
    const copy = await readFile(join(again.directory, 'sealed', 'profile.zst'));
    expect(zstdDecompressSync(copy)).toHaveLength(2 * text.length);
  });
});
