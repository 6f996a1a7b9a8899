import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { Row } from './row.ts';

interface Fold {
  readonly samples: number;
  readonly seconds: number;
  /** Undefined where it was not measured. */
  readonly peakRssMiB: number | undefined;
}

const textBytes = 134_217_728;
const rounds = 3;
const perlScript = 'stackcollapse-perf.pl';
const fixture = fileURLToPath(new URL('../fixtures/perf/web-load.txt', import.meta.url));
const once = fileURLToPath(new URL('fold-once.ts', import.meta.url));

/**
 * Folds 128 MiB of recorded perf text, repeated, each time in a new process: ours, and beside it
 * stackcollapse-perf.pl when it is on PATH, else a line and regexp parser. MB a second of CPU; medians of three rounds,
 * taken in turn.
 */
export async function benchFold(): Promise<Row[]> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-fold-'));
  try {
    const path = join(directory, 'perf-script.txt');
    const bytes = await writeText(path);
    const hasPerl = await execa(perlScript, ['--help'], { reject: false });
    const beside = hasPerl.code === 'ENOENT' ? 'line and regexp parser' : perlScript;
    const foldPeer = (): Promise<Fold> => (hasPerl.code === 'ENOENT' ? fold('naive', path) : foldPerl(path));
    const ours: Fold[] = [];
    const peer: Fold[] = [];
    for (let round = 0; round < rounds; round += 1) {
      ours.push(await fold('ours', path));
      peer.push(await foldPeer());
    }
    const speed = (folds: readonly Fold[]): number =>
      bytes / 1e6 / median(folds.map(({ seconds }) => seconds));
    const samples = ours[0]?.samples ?? 0;
    if (peer.some((one) => one.samples !== samples))
      throw new Error(`Cannot compare: we count ${samples} samples, the peer ${peer[0]?.samples}`);
    const peak = (folds: readonly Fold[]): number => Math.max(...folds.map((one) => one.peakRssMiB ?? 0));
    return [
      {
        name: 'perf text to folded',
        value: speed(ours),
        unit: 'MB/s',
        ratio: speed(ours) / speed(peer),
        beside,
      },
      {
        name: 'perf text to folded, peak RSS',
        value: peak(ours),
        unit: 'MiB',
        ...(peak(peer) > 0 ? { ratio: peak(ours) / peak(peer), beside } : {}),
      },
      { name: `${beside}: perf text to folded`, value: speed(peer), unit: 'MB/s' },
    ];
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function writeText(path: string): Promise<number> {
  const text = await readFile(fixture);
  await using file = await open(path, 'w');
  let bytes = 0;
  while (bytes < textBytes) bytes += (await file.write(text)).bytesWritten;
  return bytes;
}

async function fold(how: 'ours' | 'naive', path: string): Promise<Fold> {
  const { stdout } = await execa(process.execPath, [once, how, path]);
  const { samples, seconds, peakRssMiB }: Fold = JSON.parse(stdout);
  return { samples, seconds, peakRssMiB };
}

async function foldPerl(path: string): Promise<Fold> {
  // Bash's own `time`: seconds of CPU and not of the clock, as for the others.
  const command = `TIMEFORMAT='%U %S'; time ${perlScript} --kernel "$1"`;
  const { stdout, stderr } = await execa('bash', ['-c', command, 'bash', path], { maxBuffer: 1e9 });
  const [user = 0, system = 0] = (stderr.split('\n').at(-1) ?? '').split(' ').map(Number);
  const samples = stdout
    .split('\n')
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  return { samples, seconds: user + system, peakRssMiB: undefined };
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) console.table(await benchFold());
