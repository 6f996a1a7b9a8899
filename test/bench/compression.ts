import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { constants, createGzip, createZstdCompress } from 'node:zlib';
import { execa } from 'execa';

/** What each way makes of a file, as an agent would: in chunks, through streams, in a process of its own. */
const ways = ['zstd 1', 'zstd 2', 'zstd 3', 'zstd 6', 'gzip 1', 'gzip 6'] as const;

interface Measured {
  readonly storedBytes: number;
  readonly cpuSeconds: number;
}

if (import.meta.main) {
  const [first = '', second = ''] = process.argv.slice(2);
  if (process.env.TOE_BENCH_ONE === '1')
    process.stdout.write(JSON.stringify(await compressOnce(first, second)));
  else await printTable(process.argv.slice(2));
}

/** `node test/bench/compression.ts FILE…`: a table with stored size and seconds of CPU for each GB, by file and way. */
async function printTable(paths: readonly string[]): Promise<void> {
  const rows: string[][] = [['file', 'MB', ...ways]];
  for (const path of paths) {
    const { size } = await stat(path);
    const row = [basename(path), (size / 1e6).toFixed(1)];
    for (const way of ways) {
      const { stdout } = await execa(process.execPath, [fileURLToPath(import.meta.url), path, way], {
        env: { TOE_BENCH_ONE: '1' },
      });
      const { storedBytes, cpuSeconds } = JSON.parse(stdout) as Measured;
      row.push(`${((100 * storedBytes) / size).toFixed(1)} % ${((cpuSeconds / size) * 1e9).toFixed(1)} s/GB`);
    }
    rows.push(row);
  }
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`);
}

async function compressOnce(path: string, way: string): Promise<Measured> {
  const level = Number(way.split(' ')[1]);
  const compress = way.startsWith('zstd')
    ? createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: level }, chunkSize: 262_144 })
    : createGzip({ level, chunkSize: 262_144 });
  let storedBytes = 0;
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      storedBytes += chunk.length;
      done();
    },
  });
  const before = process.cpuUsage();
  await pipeline(createReadStream(path, { highWaterMark: 262_144 }), compress, sink);
  const { user, system } = process.cpuUsage(before);
  return { storedBytes, cpuSeconds: (user + system) / 1e6 };
}
