import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { parseBytes, parseCpuPercent } from '../../shared/domain/quantity.ts';
import { showValue } from '../../shared/kinds/validate-fault.ts';
import type { DefaultRow, FieldRow, OldObject, Reading } from './field-row.ts';
import { judgeLockedArguments } from './judge-arguments.ts';
import { configMetadataDefaults, configMetadataRows, findConfigTool } from './metadata-rows.ts';
import { readCpu, readMemory } from './read-amounts.ts';
import { securityRows } from './security-rows.ts';

const amounts = [
  { name: 'cpu', read: readCpu, parse: parseCpuPercent, request: '100m', limit: '1' },
  { name: 'memory', read: readMemory, parse: parseBytes, request: '64Mi', limit: '512Mi' },
] as const;
type Amount = (typeof amounts)[number];

/** PowerToolConfig and CoDriverTool become a PowerToolConfig. */
export const powerToolConfigRows: readonly FieldRow[] = [
  ...configMetadataRows,
  {
    from: 'spec.image',
    to: 'spec.binary',
    effect: 'changed',
    says: 'a tool is an executable of the node or of the agent, and not an image; spec.binary.sha256 can pin which builds may run',
    read: readImage,
  },
  ...securityRows,
  {
    from: 'spec.allowedNamespaces',
    to: 'spec.allowedNamespaces',
    effect: 'carried',
    says: '',
    mend: 'write names of namespaces, as shop or dev-*',
    isEssential: true,
    read: (value) =>
      Array.isArray(value) && value.length === 0
        ? { kind: 'leftOut', says: 'it is empty: all namespaces are meant' }
        : { kind: 'value', value },
  },
  { from: 'spec.description', to: 'spec.description', effect: 'carried', says: '' },
  {
    from: 'spec.version',
    effect: 'leftOut',
    says: 'it told the version of the image, and nothing read it; every node reports the build that ran',
  },
  {
    from: 'spec.defaultArgs',
    to: 'spec.subcommands',
    effect: 'changed',
    says: 'the existing TOE did not act on them; here they are locked: a capture cannot repeat or override them',
    isEssential: true,
    read: readDefaultArgs,
  },
  ...amounts.flatMap(({ name, read }) =>
    ['requests', 'limits'].map(
      (sort): FieldRow => ({
        from: `spec.resources.${sort}.${name}`,
        to: `spec.resources.${sort}.${name}`,
        effect: 'changed',
        says: "of the tool's cgroup on the node; a capture may lower it",
        read,
      }),
    ),
  ),
];

export const powerToolConfigDefaults: readonly DefaultRow[] = [
  ...configMetadataDefaults,
  {
    from: 'spec.defaultArgs',
    to: 'spec.subcommands',
    says: 'the subcommands of the tool and their files, as the built-in config has them',
    read: (old) => ({ kind: 'value', value: subcommandsOf(findConfigTool(old)) }),
  },
  {
    from: 'spec.environment',
    to: 'spec.environment',
    says: 'as the built-in config has it',
    read: readEnvironment,
  },
  ...amounts.flatMap((amount): readonly DefaultRow[] => [
    {
      from: `spec.resources.limits.${amount.name}`,
      to: `spec.resources.limits.${amount.name}`,
      says: 'the existing TOE set no limit; here every tool has one',
      read: (old) => raise(amount, old.read(`spec.resources.requests.${amount.name}`)),
    },
    {
      from: `spec.resources.requests.${amount.name}`,
      to: `spec.resources.requests.${amount.name}`,
      says: 'what the tool is sure to get',
      read: (old) => lower(amount, old.read(`spec.resources.limits.${amount.name}`)),
    },
  ]),
];

function findDefaultConfig(tool: unknown): ReturnType<(typeof defaultConfigs)['get']> {
  return typeof tool === 'string' ? defaultConfigs.get(tool) : undefined;
}

/** A tool without a built-in config has one entry, which the schema asks for. */
function subcommandsOf(
  tool: unknown,
): readonly { readonly name: string; readonly defaultArgs: readonly string[] }[] {
  return findDefaultConfig(tool)?.subcommands ?? [{ name: '', defaultArgs: [] }];
}

/** An image of the tool itself stands for the tool; any other program cannot be brought along. */
function readImage(value: unknown, old: OldObject): Reading {
  const tool = findConfigTool(old);
  const binary = findDefaultConfig(tool)?.binary;
  const [repository = ''] = typeof value === 'string' ? value.split('@') : [];
  const program = (repository.split('/').at(-1) ?? '')
    .replace(/:.*$/, '')
    .replace(/^(toe|kubecodriver)-/, '');
  if (binary !== undefined && program === tool) return { kind: 'value', value: binary };
  const says = `${showValue(value)} cannot be brought to a node: install the program there and say its path in spec.binary, if it is a tool of the agents`;
  return binary === undefined || !catalogue.has(String(tool))
    ? { kind: 'refused', says }
    : { kind: 'refused', says, value: binary };
}

function readDefaultArgs(value: unknown, old: OldObject): Reading {
  const tool = findConfigTool(old);
  if (!Array.isArray(value) || !value.every((arg) => typeof arg === 'string'))
    return {
      kind: 'refused',
      says: `${showValue(value)} is not a list of texts: write it as [first, second]`,
      value: subcommandsOf(tool),
    };
  const { subcommand, args, refusal } = judgeLockedArguments(tool, value);
  const subcommands = subcommandsOf(tool).map((entry) =>
    entry.name === subcommand ? { ...entry, defaultArgs: args } : entry,
  );
  return refusal === undefined
    ? { kind: 'value', value: subcommands }
    : { kind: 'refused', says: refusal, value: subcommandsOf(tool) };
}

function readEnvironment(old: OldObject): Reading {
  const environment = findDefaultConfig(findConfigTool(old))?.environment ?? {};
  if (Object.keys(environment).length === 0) return { kind: 'leftOut', says: '' };
  return { kind: 'value', value: environment };
}

/** The request, where the default limit would be below it. */
function raise(amount: Amount, request: unknown): Reading | undefined {
  const { text, count } = readAmount(amount, request);
  return count > (amount.parse(amount.limit) ?? 0) ? { kind: 'value', value: text } : undefined;
}

/** The limit, where the default request would be above it. */
function lower(amount: Amount, limit: unknown): Reading | undefined {
  const { text, count } = readAmount(amount, limit);
  return count < (amount.parse(amount.request) ?? 0) ? { kind: 'value', value: text } : undefined;
}

/** `count` is not a number where the value is no amount. */
function readAmount(
  { read, parse }: Amount,
  value: unknown,
): { readonly text: string; readonly count: number } {
  const reading = read(value);
  const text = reading.kind === 'value' && typeof reading.value === 'string' ? reading.value : '';
  return { text, count: parse(text) ?? Number.NaN };
}
