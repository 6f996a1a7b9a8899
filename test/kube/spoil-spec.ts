import { readMember } from '../../shared/kinds/validate-schema-faults.ts';

type Steps = readonly (string | number)[];

/** A spec with one thing changed, and what was changed. */
export interface SpoiledSpec {
  readonly change: string;
  readonly spec: unknown;
  readonly putsNull: boolean;
}

const replacements: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  100_001,
  '',
  'x y',
  '../x',
  'Word',
  '-5s',
  '1x',
  '90s',
  '0',
  '64Mi',
  '1e3',
  'ends-with-newline\n',
  'x'.repeat(1025),
  [],
  ['x'],
  {},
  { unknown: 1 },
];

/** Every place of the spec with every replacement, without it, with a field too many, and with entries too many. */
export function spoilSpec(spec: object): readonly SpoiledSpec[] {
  return listPlaces(spec, []).flatMap((steps): readonly SpoiledSpec[] => {
    const at = steps.join('.');
    const value = steps.reduce(readMember, spec);
    const changed = (change: string, replacement: unknown): SpoiledSpec => ({
      change: `${at} ${change}`,
      spec: replaceAt(spec, steps, replacement),
      putsNull: replacement === null,
    });
    return [
      changed('left out', undefined),
      ...replacements.map((replacement) =>
        changed(`= ${JSON.stringify(replacement).slice(0, 30)}`, replacement),
      ),
      ...(Array.isArray(value)
        ? [
            changed('with an entry twice', [...value, value[0]]),
            changed('with too many entries', Array(5001).fill(value[0])),
          ]
        : typeof value === 'object' && value !== null
          ? [changed('with a field too many', { ...value, unknown: 'x' })]
          : []),
    ];
  });
}

function listPlaces(value: unknown, steps: Steps): readonly Steps[] {
  if (typeof value !== 'object' || value === null) return [steps];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [
    ...(steps.length === 0 ? [] : [steps]),
    ...keys.flatMap((key) => listPlaces(readMember(value, key), [...steps, key])),
  ];
}

/** A copy; undefined takes the field or entry away. */
function replaceAt(value: unknown, steps: Steps, replacement: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return replacement;
  const inner = replaceAt(readMember(value, step), rest, replacement);
  if (Array.isArray(value)) {
    return value.flatMap((entry, index): readonly unknown[] => {
      if (index !== step) return [entry];
      return inner === undefined ? [] : [inner];
    });
  }
  const fields = Object.entries(value ?? {}).flatMap(([name, field]): readonly [string, unknown][] => {
    if (name !== step) return [[name, field]];
    return inner === undefined ? [] : [[name, inner]];
  });
  return Object.fromEntries(fields);
}
