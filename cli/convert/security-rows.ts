import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import type { FieldRow, OldObject, Reading } from './field-row.ts';
import { findConfigTool } from './metadata-rows.ts';

const rows: readonly FieldRow[] = [
  {
    from: 'spec.securityContext.allowPrivileged',
    effect: 'refused',
    says: 'true: a tool is never privileged: name what it needs in spec.securityContext.capabilities.add',
    read: (value) =>
      value === false
        ? {
            kind: 'leftOut',
            says: 'no tool is privileged: it has the capabilities that are added, and no new ones',
          }
        : {
            kind: 'refused',
            says: 'a tool is never privileged: name what it needs in spec.securityContext.capabilities.add',
          },
  },
  {
    from: 'spec.securityContext.allowHostPID',
    effect: 'refused',
    says: 'false: a tool runs on the node, among its processes: let spec.targets.labelSelector of a capture, or an argument policy, limit what it looks at',
    read: (value) =>
      value === true
        ? { kind: 'leftOut', says: 'a tool runs on the node, among its processes' }
        : {
            kind: 'refused',
            says: 'a tool runs on the node, among its processes: let spec.targets.labelSelector of a capture, or an argument policy, limit what it looks at',
          },
  },
  {
    from: 'spec.securityContext.runAsRoot',
    effect: 'refused',
    says: 'false: a tool is root, with no capabilities but those that are added: add only what it needs',
    read: (value) =>
      value === true
        ? { kind: 'leftOut', says: 'a tool is root, with no capabilities but those that are added' }
        : {
            kind: 'refused',
            says: 'a tool is root, with no capabilities but those that are added: add only what it needs',
          },
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
