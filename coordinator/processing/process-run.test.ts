import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLog } from '../../shared/log.ts';
import {
  type ProcessingInput,
  type ProcessingRequest,
  type ProcessingResult,
  processRun,
} from './process-run.ts';

const fixture = fileURLToPath(new URL('../../test/fixtures/perf/web-load.txt', import.meta.url));
const plain = 'text/vnd.perf-script';
const compressed = 'text/vnd.perf-script+zstd';
let directory: string;
let text: Buffer;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'processing-'));
  text = await readFile(fixture);
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function writeInput(
  node: string,
  bytes: Uint8Array | string,
  mediaType: string,
): Promise<ProcessingInput> {
  const path = join(directory, `input-${node}`);
  await writeFile(path, bytes);
  return { node, path, mediaType, fileName: 'perf-script.txt.zst' };
}

async function run(
  inputs: readonly ProcessingInput[],
  changes: Partial<ProcessingRequest> = {},
  signal = new AbortController().signal,
): Promise<ProcessingResult> {
  const outputDirectory = await mkdtemp(join(directory, 'out-'));
  const request: ProcessingRequest = {
    title: 'perf record -g',
    subtitle: 'a capture',
    inputs,
    outputDirectory,
    memoryBytes: 1_073_741_824,
    timeoutMs: 60_000,
    steps: [{ name: 'flamegraph', processor: 'flamegraph' }],
    ...changes,
  };
  return processRun(request, { log: silentLog }, signal);
}

async function readOutputs(result: ProcessingResult): Promise<ReadonlyMap<string, Buffer>> {
  if (result.kind !== 'processed') throw new Error(`Expected outputs, got ${JSON.stringify(result)}`);
  const files = result.outputs.map(async ({ fileName, path }) => [fileName, await readFile(path)] as const);
  return new Map(await Promise.all(files));
}

const foldedOf = (files: ReadonlyMap<string, Buffer>): readonly string[] =>
  zstdDecompressSync(files.get('profile.folded.zst') ?? Buffer.alloc(0))
    .toString()
    .split('\n')
    .slice(0, -1);

const sumOf = (lines: readonly string[]): number =>
  lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);

/** Total of every value of every sample, read by the library. */
function sumPprof(bytes: Buffer | undefined): readonly number[] {
  const profile = Profile.decode(gunzipSync(bytes ?? Buffer.alloc(0)));
  return profile.sampleType.map((_, at) =>
    profile.sample.reduce((sum, { value }) => sum + Number(value[at] ?? 0), 0),
  );
}

describe('one node', () => {
  it('becomes a page, folded stacks and a pprof profile with the same totals as the text', async () => {
    const samples = text.toString().match(/^\S.*cpu-clock/gm)?.length ?? 0;
    const result = await run([await writeInput('blue-7', zstdCompressSync(text), compressed)]);
    const files = await readOutputs(result);
    expect([...files.keys()]).toEqual(['flamegraph.html', 'profile.folded.zst', 'profile.pprof']);
    expect(sumOf(foldedOf(files))).toBe(samples);
    expect(sumPprof(files.get('profile.pprof'))).toEqual([samples, samples * 10_101_010]);
    expect(result).toMatchObject({
      outputs: [
        { step: 'flamegraph', mediaType: 'text/html', report: true },
        { report: false },
        { report: false },
      ],
      summary: { nodes: 1, event: 'cpu-clock', unit: 'samples', samples, hz: 99, badLines: 0 },
    });
  });

  it('gives the same bytes twice', async () => {
    const input = await writeInput('blue-7', text, plain);
    expect(await readOutputs(await run([input]))).toEqual(await readOutputs(await run([input])));
  });

  it('is weighted by period where periods differ', async () => {
    const counts = [400, 600].map((period) => `a 1/1 [000] 1.0: ${period} cycles: \n\t 1 f (o)\n\n`).join('');
    const result = await run([await writeInput('blue-7', counts, plain)]);
    const files = await readOutputs(result);
    expect(foldedOf(files)).toEqual(['a;f 1000']);
    expect(sumPprof(files.get('profile.pprof'))).toEqual([2, 1_000]);
    expect(result).toMatchObject({ summary: { unit: 'counts', samples: 2 } });
  });

  it('keeps what came before a compressed text breaks off, and says so', async () => {
    const whole = zstdCompressSync(Buffer.concat(Array.from({ length: 8 }, () => text)));
    const input = await writeInput('blue-7', whole.subarray(0, whole.length - 9), compressed);
    const result = await run([input]);
    expect(sumOf(foldedOf(await readOutputs(result)))).toBeGreaterThan(7 * 170);
    expect(result).toMatchObject({ kind: 'processed', summary: { brokenInputs: 1 } });
  });
});

describe('several nodes', () => {
  it('stand side by side as the first level, whatever the order of the inputs', async () => {
    const inputs = [
      await writeInput('b', text, plain),
      await writeInput('a', zstdCompressSync(text), compressed),
    ];
    const files = await readOutputs(await run(inputs));
    const folded = foldedOf(files);
    const [left, right] = ['a;', 'b;'].map((prefix) =>
      folded.filter((line) => line.startsWith(prefix)).map((line) => line.slice(2)),
    );
    expect(left).toEqual(right);
    expect((left ?? []).length + (right ?? []).length).toBe(folded.length);
    expect(await readOutputs(await run(inputs.toReversed()))).toEqual(files);
  });

  it('are measured in time when their rates differ', async () => {
    const sample = (period: number): string => `a 1/1 [000] 1.0: ${period} cpu-clock: \n\t 1 f (o)\n\n`;
    const inputs = [await writeInput('a', sample(1_000), plain), await writeInput('b', sample(9_000), plain)];
    const result = await run(inputs);
    expect(foldedOf(await readOutputs(result))).toEqual(['a;a;f 1000', 'b;a;f 9000']);
    expect(result).toMatchObject({ summary: { unit: 'nanoseconds' } });
  });
});

describe('a run that cannot be processed', () => {
  it('is nothing when no input is perf text', async () => {
    expect(await run([await writeInput('a', 'x', 'application/octet-stream')])).toEqual({ kind: 'nothing' });
  });

  it('fails with what was in the text when there is no sample', async () => {
    expect(await run([await writeInput('a', 'no perf text\nat all\n', plain)])).toEqual({
      kind: 'failed',
      message: expect.stringContaining('2 lines not understood'),
    });
  });

  it('fails when an input is not there', async () => {
    const input = { node: 'a', path: join(directory, 'absent'), mediaType: plain, fileName: 'absent' };
    expect(await run([input])).toEqual({ kind: 'failed', message: expect.stringContaining('ENOENT') });
  });

  it('is killed at its memory limit', async () => {
    const result = await run([await writeInput('a', text, plain)], { memoryBytes: 33_554_432 });
    expect(result).toEqual({ kind: 'failed', message: expect.stringContaining('more memory than 32 MiB') });
  });

  it('is killed at its timeout', async () => {
    const result = await run([await writeInput('a', text, plain)], { timeoutMs: 5 });
    expect(result).toEqual({ kind: 'failed', message: expect.stringContaining('longer than 5 ms') });
  });

  it('ends by the signal', async () => {
    const result = await run([await writeInput('a', text, plain)], {}, AbortSignal.timeout(20));
    expect(result).toEqual({ kind: 'failed', message: expect.stringContaining('stopped before') });
  });

  it('refuses a step whose name would leave the directory, and writes nothing outside', async () => {
    const before = await readdir(directory);
    const steps = [{ name: '../evil', processor: 'flamegraph' as const }];
    const result = await run([await writeInput('a', text, plain)], { steps });
    expect(result).toEqual({ kind: 'failed', message: expect.stringContaining('Cannot read the request') });
    const added = (await readdir(directory)).filter((name) => !before.includes(name));
    expect(added.every((name) => name.startsWith('out-') || name === 'input-a')).toBe(true);
  });
});
