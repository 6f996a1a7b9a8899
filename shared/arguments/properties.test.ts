import fc from 'fast-check';
import { expect, it } from 'vitest';
import { perfEvents } from './baseline/perf-events.ts';
import { checkArguments } from './check-arguments.ts';
import { benignLines, hostileLines, makeRequest, toRecordArgs } from './test-lines.ts';

/** The form of every argv that may be executed, said a second time and by other means than the engine's. */
const event = perfEvents
  .map(({ name, sort }) => (sort === 'tracepoint' ? name : `${name}(:[ukhpP]{1,6})?`))
  .join('|');
const option = [
  '-F [1-9][0-9]{0,2}',
  `-e (${event})(,(${event})){0,7}`,
  '-p (1234|5678|1234,5678|5678,1234)',
  '-C [0-9]{1,4}([-,][0-9]{1,4})*',
  '-a|-g|-i|-d|-b|-s|--all-user|--all-kernel|--switch-events|--namespaces|--buildid-all',
  '--call-graph (fp|lbr|dwarf,[0-9]{4,5})',
].join('|');
const executable = new RegExp(
  `^record( (${option}))+ --sample-cpu -o \\{out:profile\\}( -- /bin/sleep ([1-9]|[1-9][0-9]|[1-5][0-9]{2}|600))?$`,
);

const benign = benignLines.map(({ args }) => args.split(' '));
const fragments = [...benign, ...hostileLines.map(([line]) => line.split(' '))].flat();
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
const mutant = fc
  .tuple(fc.constantFrom(...benign), fc.array(token, { maxLength: 4 }), fc.nat(12), fc.nat(2))
  .map(([line, inserted, at, removed]) => ['record', ...line.toSpliced(at, removed, ...inserted)]);
const line = fc.oneof(
  mutant,
  fc.array(token, { maxLength: 10 }).map((tokens) => ['record', ...tokens]),
);

it('whatever is accepted is written in the known form and nothing else', () => {
  let accepted = 0;
  fc.assert(
    fc.property(line, (args) => {
      const verdict = checkArguments(makeRequest('perf', args));
      if (verdict.kind === 'refused') return;
      accepted += 1;
      expect(verdict.argv.join(' ')).toMatch(executable);
    }),
    { numRuns: 20_000 },
  );
  expect(accepted).toBeGreaterThan(1_000);
});

it('a canonical line checks to itself', () => {
  let accepted = 0;
  fc.assert(
    fc.property(line, (args) => {
      const first = checkArguments(makeRequest('perf', args));
      if (first.kind === 'refused') return;
      accepted += 1;
      expect(checkArguments(makeRequest('perf', first.canonicalArgs))).toEqual(first);
    }),
    { numRuns: 20_000 },
  );
  expect(accepted).toBeGreaterThan(1_000);
});

it('no splice of a hostile line into a benign one leaves the known form', () => {
  const strange: string[] = [];
  for (const good of benignLines) {
    const args = toRecordArgs(good.args);
    for (const [bad] of hostileLines) {
      for (let at = 0; at <= args.length; at += 1) {
        const verdict = checkArguments(makeRequest('perf', args.toSpliced(at, 0, ...bad.split(' '))));
        if (verdict.kind === 'allowed' && !executable.test(verdict.argv.join(' '))) {
          strange.push(verdict.argv.join(' '));
        }
      }
    }
  }
  expect(strange).toEqual([]);
});

it('never throws, whatever is sent', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.array(fc.anything()), (tool, args, locked) => {
      expect(checkArguments(makeRequest(tool, args, locked)).kind).toBe('refused');
      expect(checkArguments(makeRequest('perf', args, locked)).kind).toBe('refused');
    }),
  );
});
