import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeJfr, makePcap, makePcapng, makeTar } from '../../test/builders/format-samples.ts';
import { checkFormat } from './check-format.ts';
import { JsonWalker } from './json-walker.ts';

// perf is needed, which scripts/install-test-tools installs.
let directory: string;
let samples: readonly Sample[];
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'toe-formats-'));
  samples = await makeSamples();
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

interface Sample {
  readonly mediaType: string;
  readonly whole: Buffer;
  /** Lengths below that of the whole at which a prefix is a whole file too: after a record, a line, or padding. */
  isWholeAt(length: number): boolean;
}

const nowhere = (): boolean => false;

async function makeSamples(): Promise<readonly Sample[]> {
  const packets = [60, 0, 1_500, 3, 9_000];
  const pcap = makePcap(packets);
  const pcapEnds = toEnds(
    24,
    packets.map((length) => 16 + length),
  );
  const words = [0, 5, 300, 1];
  const pcapng = makePcapng(words);
  const pcapngEnds = toEnds(
    28,
    words.map((count) => 12 + count * 4),
  );
  const chunks = [100, 5_000, 0];
  const jfrEnds = toEnds(
    0,
    chunks.map((length) => 68 + length),
  );
  const files = { 'run/metadata.json': '{"a":1}', 'run/vmstat.bin': randomBytes(5_000) };
  const padded = await makeTar(files);
  const tarEnd = Math.ceil((padded.findLastIndex((byte) => byte !== 0) + 1) / 512) * 512 + 1_024;
  const tar = padded.subarray(0, tarEnd);
  const folded = Buffer.from('main;work;more 12\n[idle] 3\na b;c 123\n');
  const ndjson = Buffer.from(`${JSON.stringify({ a: 'x'.repeat(300) })}\n{"b":2}\n`);
  const text = Buffer.from('one\ntwo\n\nthree\n');
  return [
    { mediaType: 'application/vnd.tcpdump.pcap', whole: pcap, isWholeAt: (at) => pcapEnds.has(at) },
    { mediaType: 'application/x-pcapng', whole: pcapng, isWholeAt: (at) => pcapngEnds.has(at) },
    { mediaType: 'application/x-jfr', whole: makeJfr(chunks), isWholeAt: (at) => jfrEnds.has(at) },
    { mediaType: 'application/x-tar', whole: tar, isWholeAt: nowhere },
    { mediaType: 'application/x-gtar', whole: gzipSync(tar), isWholeAt: nowhere },
    { mediaType: 'application/vnd.aperf.run+gzip', whole: gzipSync(tar), isWholeAt: nowhere },
    { mediaType: 'application/gzip', whole: gzipSync(randomBytes(3_000)), isWholeAt: nowhere },
    { mediaType: 'application/zstd', whole: zstdCompressSync(randomBytes(300_000)), isWholeAt: nowhere },
    { mediaType: 'application/vnd.linux.perf-data', whole: await recordPerf(), isWholeAt: nowhere },
    {
      mediaType: 'application/json',
      whole: Buffer.from('{"a":[1,"\\u00e9",{"b":null}]}'),
      isWholeAt: nowhere,
    },
    { mediaType: 'text/html', whole: Buffer.from('<html><p></p></html>'), isWholeAt: nowhere },
    { mediaType: 'image/svg+xml', whole: Buffer.from('<svg><g></g></svg>'), isWholeAt: nowhere },
    { mediaType: 'text/vnd.folded-stacks', whole: folded, isWholeAt: (at) => folded[at - 1] === 0x0a },
    { mediaType: 'application/x-ndjson', whole: ndjson, isWholeAt: (at) => ndjson[at - 1] === 0x0a },
    { mediaType: 'text/plain', whole: text, isWholeAt: (at) => text[at - 1] === 0x0a },
  ];
}

function toEnds(first: number, lengths: readonly number[]): ReadonlySet<number> {
  const ends = new Set([first]);
  let at = first;
  for (const length of lengths) {
    at += length;
    ends.add(at);
  }
  return ends;
}

async function recordPerf(): Promise<Buffer> {
  const path = join(directory, 'perf.data');
  execFileSync('perf', ['record', '-q', '-a', '-e', 'cpu-clock', '-F', '99', '-o', path, '--', 'true'], {
    stdio: 'ignore',
  });
  return await readFile(path);
}

async function problemOf(content: Buffer, mediaType: string): Promise<string | undefined> {
  const path = join(directory, 'file');
  await writeFile(path, content);
  await using file = await open(path);
  return await checkFormat(file, { sizeBytes: content.length, mediaType, fileName: 'file' });
}

const samplesAnd = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.tuple(fc.nat(samples.length - 1), arbitrary).map(([index, more]) => {
    const sample = samples[index];
    if (sample === undefined) throw new Error('No such sample');
    return [sample, more] as const;
  });

it('every sample is complete as it is', async () => {
  for (const { whole, mediaType } of samples)
    expect([mediaType, await problemOf(whole, mediaType)]).toEqual([mediaType, undefined]);
});

it('every proper beginning of a whole file is told partial, unless it is a whole file itself', async () => {
  // Near both ends as often as in the middle.
  const place = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(1_500).map((back) => -back),
  );
  const cut = samplesAnd(place).map(([sample, at]) => {
    const { length } = sample.whole;
    const end = at <= 0 ? length - 1 + Math.max(at, 1 - length) : Math.floor(at * (length - 1));
    return { sample, end };
  });
  await fc.assert(
    fc.asyncProperty(cut, async ({ sample, end }) => {
      const { whole, mediaType } = sample;
      const found = await problemOf(whole.subarray(0, end), mediaType);
      const isWhole = end > 0 && sample.isWholeAt(end);
      expect({ mediaType, end, isWhole: found === undefined }).toEqual({ mediaType, end, isWhole });
    }),
    { numRuns: 1_500 },
  );
});

it('nothing in a file makes a check throw', async () => {
  const garbage = fc.uint8Array({ minLength: 1, maxLength: 3_000 }).map((bytes) => Buffer.from(bytes));
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(samplesAnd(fc.oneof(garbage, damage)), async ([{ whole, mediaType }, harm]) => {
      const bytes = Buffer.isBuffer(harm) ? harm : Buffer.from(whole.subarray(0, 400_000));
      if (!Buffer.isBuffer(harm))
        for (const [at, byte] of harm) bytes[at % Math.min(bytes.length, 1_024)] = byte;
      const found = await problemOf(bytes, mediaType);
      expect(found === undefined || found.length > 0).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('a document is JSON to the walker exactly where it is to JSON.parse, in whatever pieces it comes', () => {
  const damaged = fc
    .tuple(
      fc.json({ maxDepth: 6 }),
      fc.nat(),
      fc.constantFrom('', '"', '\\', ',', '}', ']', '0', '-', '.', 'e', ' ', '\u0001'),
    )
    .map(([text, at, sign]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + sign + text.slice(place + (at % 2));
    });
  const texts = fc.oneof(
    fc.json(),
    damaged,
    fc.string({ unit: fc.constantFrom('-', '0', '1', '.', 'e', 'E', '+', ' ') }),
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 7 }), (text, step) => {
      const bytes = Buffer.from(text);
      const walker = new JsonWalker();
      for (let at = 0; at < bytes.length; at += step) walker.push(bytes.subarray(at, at + step));
      expect([text, walker.end() === undefined]).toEqual([text, isJson(text)]);
    }),
    { numRuns: 6_000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
