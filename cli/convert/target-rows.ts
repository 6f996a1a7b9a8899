import { showValue } from '../../shared/kinds/validate-fault.ts';
import type { DefaultRow, FieldRow, Reading } from './field-row.ts';

/** The label that Kubernetes puts on every namespace with its name. */
const namespaceNameLabel = 'kubernetes.io/metadata.name';

/** `spec.targets` of the old Kind: pods by label. */
export const targetRows: readonly FieldRow[] = [
  {
    from: 'spec.targets.labelSelector',
    to: 'spec.targets.labelSelector',
    effect: 'changed',
    says: 'the existing TOE put a container into each of these pods; here the tool runs once on each of their nodes and sees their processes alone',
    mend: 'name a label that the pods have, or choose nodes by nodeSelector, nodeNames or allNodes',
    isEssential: true,
    read: (value) => ({ kind: 'value', value: dropEmpty(value) }),
  },
  {
    from: 'spec.targets.namespaceSelector.matchNames',
    to: 'spec.targets.namespaceSelector',
    effect: 'changed',
    says: `the existing TOE did not act on it; here pods of these namespaces, found by the label ${namespaceNameLabel}, are taken instead of those of the object's own`,
    isEssential: true,
    read: readNamespaces,
  },
  {
    from: 'spec.targets.namespaceSelector.matchRegex',
    effect: 'refused',
    says: 'namespaces are chosen by labels, not by patterns: name them in spec.targets.namespaceSelector.matchExpressions, or give them a label of their own',
  },
  {
    from: 'spec.targets.container',
    to: 'spec.targets.container',
    effect: 'changed',
    says: 'a pod without this container is a fault here; the existing TOE took its first one instead',
    isEssential: true,
    read: (value) =>
      value === ''
        ? { kind: 'leftOut', says: 'it is empty: all containers of each pod are meant' }
        : { kind: 'value', value },
  },
];

export const targetDefaults: readonly DefaultRow[] = [
  {
    from: 'spec.targets.container',
    to: 'spec.targets.container',
    says: 'all containers of each pod are meant; the existing TOE took the first one',
  },
];

function readNamespaces(value: unknown): Reading {
  if (!Array.isArray(value))
    return { kind: 'refused', says: `${showValue(value)} is not a list: write it as [first, second]` };
  if (value.length === 0)
    return { kind: 'leftOut', says: "it is empty: pods of the object's own namespace are meant" };
  const expression = { key: namespaceNameLabel, operator: 'In', values: value };
  return { kind: 'value', value: { matchExpressions: [expression] } };
}

/** Kubernetes takes an empty map or list in a selector as if it were not there. */
function dropEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => !isEmpty(part));
  return Object.fromEntries(kept);
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
