import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCallTree } from '../call-tree.ts';
import { foldTree } from '../fold.ts';
import { FrameTable } from '../frame-table.ts';
import { StackTree } from '../stack-tree.ts';
import type { InputQuality } from './input-quality.ts';
import { PerfScriptParser } from './parse-perf-script.ts';

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../../../test/fixtures/perf/${name}`, import.meta.url));

interface Parsed {
  readonly quality: InputQuality;
  readonly folded: readonly string[];
  readonly stacks: number;
}

function parse(text: Buffer | string, pieceBytes = 65_536, maxStacks = 1_000_000): Parsed {
  const bytes = Buffer.from(text);
  const tree = new StackTree(maxStacks);
  const frames = new FrameTable(100_000);
  const parser = new PerfScriptParser(
    tree,
    frames,
    tree.step(0, frames.intern({ name: 'node', kind: 'node', object: '' })),
  );
  for (let at = 0; at < bytes.length; at += pieceBytes) parser.push(bytes.subarray(at, at + pieceBytes));
  const quality = parser.end();
  const callTree = buildCallTree(tree, frames.frames, quality.events[0]?.event ?? '');
  const folded = [...foldTree(callTree, callTree.samples, 1e9)].join('').split('\n').slice(0, -1);
  return { quality, folded, stacks: tree.size };
}

const header = 'comm 1/2 [000] 1.000001: 10 cpu-clock: \n';
const sumOf = (folded: readonly string[]): number =>
  folded.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);

describe('a recorded text', () => {
  it('folds to the stacks that a line and regexp reading of it gives', () => {
    const expected = new Map<string, number>();
    for (const sample of fixture('web-load.txt').toString().split('\n\n').filter(Boolean)) {
      const [first = '', ...lines] = sample.split('\n').filter(Boolean);
      const comm = first.replace(/ +[0-9]+\/[0-9]+ +\[[0-9]+\] .*/, '');
      const names = lines.map((line) => {
        const [, symbol = '', object = ''] = /^\t *[0-9a-f]+ (.*) \((.*?)\)$/.exec(line) ?? [];
        const mark = object.startsWith('[kernel') ? '_[k]' : '';
        return symbol === '[unknown]'
          ? `[${object.replace(/^.*\//, '').replace(/^\[|\]$/g, '')}]${mark}`
          : `${symbol.replaceAll(';', ':')}${mark}`;
      });
      const stack = [comm, ...names.reverse()].join(';');
      expected.set(stack, (expected.get(stack) ?? 0) + 1);
    }
    const { folded } = parse(fixture('web-load.txt'));
    expect(folded.toSorted()).toEqual([...expected].map(([stack, many]) => `${stack} ${many}`).toSorted());
  });

  it('loses no sample and no line, and tells rate and period', () => {
    const { quality, folded } = parse(fixture('web-load.txt'));
    const samples = fixture('web-load.txt')
      .toString()
      .match(/^\S.*cpu-clock/gm)?.length;
    expect(quality.events[0]).toMatchObject({ samples, minPeriod: 10_101_010, maxPeriod: 10_101_010 });
    expect(quality.badLines).toBe(0);
    expect(sumOf(folded)).toBe(samples);
  });

  it.each([1, 7, 64, 4_093])('gives the same when it comes in pieces of %i bytes', (pieceBytes) => {
    expect(parse(fixture('web-load.txt'), pieceBytes)).toEqual(parse(fixture('web-load.txt')));
  });
});

describe('nasty lines', () => {
  it('become the stacks they mean', () => {
    expect(parse(fixture('nasty.txt')).folded).toEqual([
      '[unknown thread];[libc.so.6];[vdso];[unknown]_[k] 1',
      'a comm 1',
      'a comm;bpf_prog_6deef7357e7b4530_count_[k];probe_[k];nf_hook_[k];slow_path;fast_path_[i] 1',
      'a comm;flat_sample 1',
      'a comm;last_without_blank_line 1',
      'http/worker 1/2 [x];main;std::map<int, (anonymous namespace)::Key: std::less<int> >::find;operator() (char const*) 1',
      'swapper;cpuidle_enter_state_[k];intel_idle_[k] 1',
    ]);
  });

  it('are counted for what they are', () => {
    const { quality } = parse(fixture('nasty.txt'));
    expect(quality).toMatchObject({ badLines: 2, lostSamples: 12, headerHz: 999, threads: 5, cutSamples: 0 });
    expect(quality.events).toEqual([
      {
        event: 'cycles',
        samples: 7,
        samplesWithoutFrames: 1,
        unresolvedSamples: 1,
        idleSamples: 1,
        minPeriod: 125,
        maxPeriod: 1_500,
        firstSeconds: 100.000001,
        lastSeconds: 100.0007,
      },
      expect.objectContaining({ event: 'page-faults', samples: 1 }),
    ]);
  });

  it.each([
    ['no cpu column', 'comm 1/2 1.5: 10 cpu-clock: \n\t 1 f (o)\n', ['comm;f 1']],
    ['no period', 'comm 1/2 [000] 1.5: cpu-clock: \n\t 1 f (o)\n', ['comm;f 1']],
    ['pid alone', 'comm 1 [000] 1.5: 10 cpu-clock: \n\t 1 f (o)\n', ['comm;f 1']],
    ['a comm that is a header', 'a 1/1 [0] 9: b 1/2 [000] 1.5: 1 x: \n\t 1 f (o)\n', ['a 1/1 [0] 9: b;f 1']],
    ['a comm that begins with blanks', '   x 1/2 [000] 1.5: 1 x: \n\t 1 f (o)\n', ['x;f 1']],
    ['a frame without object', `${header}\t 1 f\n`, ['comm;f 1']],
    ['an empty symbol', `${header}\t 1  (/lib/o.so)\n`, ['comm;[o.so] 1']],
    ['an object without balance', `${header}\t 1 f (/tmp/a)b)\n`, ['comm;f 1']],
    ['control characters', `${header}\t 1 f\u0001g (o)\n`, ['comm;f?g 1']],
    [
      'bytes that are not UTF-8',
      Buffer.concat([Buffer.from(`${header}\t 1 f`), Buffer.of(0xff), Buffer.from(' (o)\n')]),
      ['comm;f\ufffd 1'],
    ],
    ['frames before any header', '\t 1 f (o)\n', []],
    ['a name of a megabyte', `${header}\t 1 ${'x'.repeat(1_000_000)} (o)\n\t 2 g (o)\n`, ['comm;g 1']],
  ])('%s', (_, text, folded) => {
    expect(parse(text).folded).toEqual(folded);
  });
});

describe('limits', () => {
  it('keep the innermost 1,024 frames of a stack, and count it as cut', () => {
    const frames = Array.from({ length: 3_000 }, (_, at) => `\t ${at.toString(16)} f${at} (o)\n`).join('');
    const { folded, quality } = parse(`${header}${frames}\n`);
    expect(folded).toHaveLength(1);
    expect(folded[0]?.split(';')).toHaveLength(1_025);
    expect(folded[0]?.endsWith(';f1;f0 1')).toBe(true);
    expect(quality.cutSamples).toBe(1);
  });

  it('keep the weight of every sample when there are more stacks than may be', () => {
    const samples = Array.from({ length: 500 }, (_, at) => `${header}\t 1 f${at} (o)\n\n`).join('');
    const { folded, quality, stacks } = parse(samples, 65_536, 100);
    expect(stacks).toBe(100);
    expect(sumOf(folded)).toBe(500);
    expect(quality.cutSamples).toBe(404);
  });

  it('hold against any bytes: samples counted and folded agree, and nothing throws', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        header,
        '\n',
        '\t 1 f (o)\n',
        '\t',
        ': ',
        ' 1/2 ',
        '[',
        '1.0: ',
        'x: ',
        '\u0000',
        ' (',
        ')',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (pieces, pieceBytes) => {
          const { quality, folded } = parse(pieces.join(''), pieceBytes);
          expect(sumOf(folded)).toBe(quality.events[0]?.samples ?? 0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
