import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { FieldRow, OldObject, Reading } from './field-row.ts';
import { findConfigTool } from './metadata-rows.ts';

const notPrivileged = 'no tool is privileged: it has the capabilities that are added, and gains no others';
const onTheNode = 'a tool runs on the node, among its processes';
const isRoot = 'a tool is root, with no capabilities but those that are added';

const rows: readonly FieldRow[] = [
  {
    from: 'spec.securityContext.allowPrivileged',
    effect: 'refused',
    says: 'where it is true; no tool is privileged: name what it needs in spec.securityContext.capabilities.add',
    read: readFlag(false, notPrivileged),
  },
  {
    from: 'spec.securityContext.allowHostPID',
    effect: 'refused',
    says: `where it is false; ${onTheNode}: limit by spec.targets.labelSelector of a capture, or by an argument policy, what it looks at`,
    read: readFlag(true, onTheNode),
  },
  {
    from: 'spec.securityContext.runAsRoot',
    effect: 'refused',
    says: `where it is false; ${isRoot}: add only what it needs`,
    read: readFlag(true, isRoot),
  },
  {
    from: 'spec.securityContext.capabilities.add',
    to: 'spec.securityContext.capabilities.add',
    effect: 'carried',
    says: 'these and no others',
    read: readCapabilities,
  },
  {
    from: 'spec.securityContext.capabilities.drop',
    effect: 'leftOut',
    says: 'all capabilities are dropped but those that are added',
  },
];

/** `spec.securityContext` of an old config, which its documents also call `spec.security`. */
export const securityRows: readonly FieldRow[] = [
  ...rows,
  ...rows.map((row) => ({ ...row, from: row.from.replace('securityContext', 'security') })),
];

/** The value that TOE always honours is left out, with the reason; any other is lost. */
function readFlag(honoured: boolean, says: string): NonNullable<FieldRow['read']> {
  return (value) => (value === honoured ? { kind: 'leftOut', says } : undefined);
}

/** Without `CAP_`, without those that are dropped as well, and without those that no agent would give the tool. */
function readCapabilities(value: unknown, old: OldObject): Reading {
  if (!Array.isArray(value) || !value.every((name) => typeof name === 'string'))
    return { kind: 'value', value };
  const dropped = [
    old.read('spec.securityContext.capabilities.drop'),
    old.read('spec.security.capabilities.drop'),
  ].flat();
  const names = [...new Set(value.map((name) => name.replace(/^CAP_/, '')))];
  const added = names.filter((name) => !dropped.includes(name) && !dropped.includes(`CAP_${name}`));
  const most = findMostCapabilities(findConfigTool(old));
  const refused = most === undefined ? [] : added.filter((name) => !most.has(name));
  const kept = added.filter((name) => !refused.includes(name));
  if (refused.length > 0) {
    const says = `no agent gives the tool ${refused.join(', ')}: it can have ${[...(most ?? [])].join(', ') || 'none'}`;
    return { kind: 'refused', says, value: kept };
  }
  return added.length < names.length
    ? { kind: 'value', value: kept, effect: 'changed', says: 'without those that are dropped' }
    : { kind: 'value', value: kept };
}

function findMostCapabilities(tool: unknown): ReadonlySet<string> | undefined {
  const baseline = typeof tool === 'string' ? catalogue.get(tool) : undefined;
  return baseline && new Set(baseline.subcommands.flatMap(({ capabilities }) => capabilities));
}
