import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { perfEvents } from './baseline/perf-events.ts';
import { checkArguments } from './check-arguments.ts';
import {
  type BenignLine,
  benignLines,
  hostileLines,
  makeRequest,
  podLines,
  toRecordArgs,
} from './test-lines.ts';

/** The form of every argv that may be executed, said a second time and by other means than the engine's. */
const event = perfEvents
  .map(({ name, sort }) => (sort === 'tracepoint' ? name : `${name}(:[ukhpP]{1,6})?`))
  .join('|');
const before = `-F [1-9][0-9]{0,2}|-e (${event})(,(${event})){0,7}`;
const after = [
  '-g|-i|-d|-b|-s|--all-user|--all-kernel|--switch-events|--namespaces|--buildid-all',
  '--call-graph (fp|lbr|dwarf,[0-9]{4,5})',
].join('|');
const nodeWide = '-a|-C [0-9]{1,4}([-,][0-9]{1,4})*|-p (1234|5678|1234,5678|5678,1234)';
const toExecutable = (options: string): RegExp =>
  new RegExp(
    `^record${options} --sample-cpu -o \\{out:profile\\}( -- /bin/sleep ([1-9]|[1-9][0-9]|[1-5][0-9]{2}|600))?$`,
  );
const executable = toExecutable(`( (${before}|${nodeWide}|${after}))+`);
const scopes = [
  ['node', executable, benignLines],
  ['pods', toExecutable(`( (${before}))* -p \\{pids\\}( (${after}))*`), podLines],
] as const;

const fragments = [
  ...[...benignLines, ...podLines].map(({ args }) => args),
  ...hostileLines.map(([line]) => line),
].flatMap((line) => line.split(' '));
const token = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...fragments) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...fragments), fc.constantFrom(...fragments))
      .map((two) => two.join('')),
  },
);
const toLines = (benign: readonly BenignLine[]) =>
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...benign.map(({ args }) => args.split(' '))),
        fc.array(token, { maxLength: 4 }),
        fc.nat(12),
        fc.nat(2),
      )
      .map(([line, inserted, at, removed]) => ['record', ...line.toSpliced(at, removed, ...inserted)]),
    fc.array(token, { maxLength: 10 }).map((tokens) => ['record', ...tokens]),
  );

describe.each(scopes)('with scope %s', (scope, known, benign) => {
  const check = (args: readonly string[]) => checkArguments({ ...makeRequest('perf', args), scope });

  it('whatever is accepted is written in the known form and nothing else', () => {
    let accepted = 0;
    fc.assert(
      fc.property(toLines(benign), (args) => {
        const verdict = check(args);
        if (verdict.kind === 'refused') return;
        accepted += 1;
        expect(verdict.argv.join(' ')).toMatch(known);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(1_000);
  });

  it('a canonical line checks to itself', () => {
    let accepted = 0;
    fc.assert(
      fc.property(toLines(benign), (args) => {
        const first = check(args);
        if (first.kind === 'refused') return;
        accepted += 1;
        expect(check(first.canonicalArgs)).toEqual(first);
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(1_000);
  });

  it('no splice of a hostile line into a benign one leaves the known form', () => {
    const strange: string[] = [];
    for (const good of benign) {
      const args = toRecordArgs(good.args);
      for (const [bad] of hostileLines) {
        for (let at = 0; at <= args.length; at += 1) {
          const verdict = check(args.toSpliced(at, 0, ...bad.split(' ')));
          if (verdict.kind === 'allowed' && !known.test(verdict.argv.join(' '))) {
            strange.push(verdict.argv.join(' '));
          }
        }
      }
    }
    expect(strange).toEqual([]);
  });
});

it('never throws, whatever is sent', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.array(fc.anything()), (tool, args, locked) => {
      for (const scope of ['node', 'pods'] as const) {
        expect(checkArguments({ ...makeRequest(tool, args, locked), scope }).kind).toBe('refused');
        expect(checkArguments({ ...makeRequest('perf', args, locked), scope }).kind).toBe('refused');
      }
    }),
  );
});
