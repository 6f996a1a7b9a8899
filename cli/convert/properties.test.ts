import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { parseResourceFile } from '../../shared/kinds/parse-resource-file.ts';
import type { Step } from '../../shared/kinds/validate-fault.ts';
import { type Conversion, convertManifests } from './convert-manifests.ts';
import { isAtOrBelow, makeOldObject, toSteps } from './field-row.ts';
import { type OldKind, oldKinds } from './old-kinds.ts';
import { type Data, kindOf, makeCapture, makeConfig, oldCapture, withValue } from './old-objects.fixture.ts';
import { renderDocuments } from './render-documents.ts';
import { isTrouble } from './report-line.ts';

/** Values that old fields have, good and bad, by what their place ends with; any other field may be anything. */
const values = new Map<string, fc.Arbitrary<unknown>>([
  ['name', fc.constantFrom('perf', 'node-snapshot', 'chaos', 'a.b', '')],
  ['namespace', fc.constantFrom('shop', 'toe-system', 'On')],
  [
    'labelSelector',
    fc.constantFrom<unknown>(
      { matchLabels: { app: 'web' } },
      { matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] },
      {},
      { matchLabels: { app: 'yes' }, more: 1 },
    ),
  ],
  ['matchNames', fc.array(fc.constantFrom('a', 'b', 'A b'), { maxLength: 3 })],
  [
    'args',
    fc.array(fc.constantFrom('record', '-F', '99', '-a', '-g', '-p', '12', '-o', 'x y'), { maxLength: 6 }),
  ],
  ['duration', fc.constantFrom('30s', '1.5m', '90', '2s', 'x')],
  ['warmup', fc.constantFrom('0s', '5s', '1e3')],
  ['maxCPUPercent', fc.integer({ min: -1, max: 300 })],
  ['mode', fc.constantFrom('ephemeral', 'pvc', 'collector', 's3')],
  ['retentionDays', fc.integer({ min: -1, max: 4000 })],
  ['onError', fc.constantFrom('stop', 'continue', 'what')],
  ['initial', fc.constantFrom('1s', '10s', '2h')],
  ['max', fc.constantFrom('1s', '5m', 'never')],
  ['multiplier', fc.constantFrom('1', '2', '2.5', 'x')],
  ['schedule', fc.constantFrom('', '0 2 * * *')],
  ['image', fc.constantFrom('x/toe-perf:v1', 'x/other')],
  ['add', fc.subarray(['PERFMON', 'CAP_SYSLOG', 'ALL', 'NET_RAW'])],
  ['defaultArgs', fc.array(fc.constantFrom('record', '-g', '--cpu'), { maxLength: 2 })],
  ['cpu', fc.constantFrom('1', '50m', '1.5', '2e3', 'x')],
  ['memory', fc.constantFrom('64Mi', '1.5Gi', '1', 'x')],
]);
const anything = fc.oneof(
  fc.constantFrom<unknown>(null, {}, [], '', 'text', 'no', '0x1', '1_000', true, 0, 7, { deep: { er: 1 } }, [
    'a',
  ]),
  fc.string({ maxLength: 8 }),
);

const strangers = [
  'spec.extra',
  'spec.tool.nam',
  'metadata.x',
  'data',
  'spec.output.pvc.size',
  'spec.resources.gpu',
];

/** An old object: the least good one with some fields of the table changed or added, or only some such fields. */
const anyObject = fc.tuple(fc.nat(oldKinds.length - 1), fc.boolean()).chain(([index, isGood]) => {
  const kind = oldKinds[index] ?? oldCapture;
  const head = { apiVersion: kind.apiVersion, kind: kind.kind };
  const base = { ...(isGood ? (kind.becomes === 'PowerTool' ? makeCapture() : makeConfig()) : {}), ...head };
  const known = fc.subarray([...new Set(kind.rows.map(({ from }) => from))], isGood ? { maxLength: 5 } : {});
  const unknown = isGood ? fc.subarray(strangers, { maxLength: 1 }) : fc.subarray(strangers);
  return fc
    .tuple(known, unknown)
    .chain(([rows, others]) =>
      fc
        .tuple(...[...rows, ...others].map((place) => valueAt(place).map((value) => [place, value] as const)))
        .map((fields) =>
          fields.reduce((object: Data, [place, value]) => withValue(object, place, value), base),
        ),
    );
});

function valueAt(place: string): fc.Arbitrary<unknown> {
  const known = values.get(place.split('.').at(-1) ?? '');
  return known === undefined
    ? anything
    : fc.oneof({ weight: 8, arbitrary: known }, { weight: 1, arbitrary: anything });
}

/** Paths to what holds no more fields. */
function listLeaves(value: unknown, above: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [above];
  const keys = Object.keys(value);
  return keys.length === 0
    ? [above]
    : Object.entries(value).flatMap(([key, member]) => listLeaves(member, [...above, key]));
}

function convert(object: Data): Extract<Conversion, { readonly kind: 'converted' }> {
  const conversion = convertManifests([{ file: 'old.yaml', text: stringify(object, { lineWidth: 0 }) }]);
  if (conversion.kind === 'unusable') throw new Error(conversion.faults.join('\n'));
  return conversion;
}

/** Where a leaf is spoken of: at its row, else at the first field on the way to it that the old Kind does not have. */
function placeOf(kind: OldKind, leaf: readonly Step[]): readonly Step[] {
  const rows = kind.rows.map(({ from }) => toSteps(from));
  const ways = leaf.map((_, index) => leaf.slice(0, index + 1));
  const isSpokenOf = (way: readonly Step[]): boolean =>
    rows.some((from) => isAtOrBelow(way, from)) || !rows.some((from) => isAtOrBelow(from, way));
  return ways.find(isSpokenOf) ?? leaf;
}

/** Leaves that nothing is told of, or that are told to be in ours and are not. */
function findForgotten(object: Data): readonly string[] {
  const { report, parts } = convert(object);
  const ours = makeOldObject(parts[0]?.document?.object ?? {});
  const kind = kindOf(object);
  return listLeaves(object).flatMap((leaf) => {
    const place = placeOf(kind, leaf).join('.');
    const lines = report.filter(({ steps }) => steps.join('.') === place);
    const isMissing = lines.some(
      ({ effect, to = place }) =>
        (effect === 'carried' || effect === 'renamed' || effect === 'changed') && ours.read(to) === undefined,
    );
    return lines.length === 0 || isMissing ? [leaf.join('.')] : [];
  });
}

it('every field of an old object is told, and is in ours where that is what is told', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      expect(findForgotten(object)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

it('what is written is taken by our own validation, or something is told to be lost', () => {
  let taken = 0;
  fc.assert(
    fc.property(anyObject, (object) => {
      const { report, parts } = convert(object);
      const parsed = parseResourceFile('out.yaml', renderDocuments(parts));
      if (parsed.kind === 'parsed') taken += 1;
      expect(parsed.kind === 'parsed' || report.some(isTrouble)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(50);
});

it('what is written is read as what was meant, and passes through unchanged', () => {
  fc.assert(
    fc.property(anyObject, (object) => {
      const { parts } = convert(object);
      const text = renderDocuments(parts);
      const again = convertManifests([{ file: 'out.yaml', text }]);
      if (again.kind === 'unusable') throw new Error(again.faults.join('\n'));
      expect(again.parts.map(({ document }) => document?.object)).toEqual(
        parts.map(({ document }) => document?.object),
      );
      expect(renderDocuments(again.parts)).toBe(text);
    }),
    { numRuns: 300 },
  );
});
