import type { LabelRequirement, LabelSelector } from './cluster-view.ts';

/** Whether labels satisfy all of a selector, as in Kubernetes: an empty one matches all, `NotIn` a missing key too. */
export function matchesSelector(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  const own = new Map(Object.entries(labels));
  return (
    Object.entries(matchLabels).every(([key, value]) => own.get(key) === value) &&
    matchExpressions.every((requirement) => isMet(requirement, own.get(requirement.key)))
  );
}

/** @param value undefined: there is no such label. */
function isMet({ operator, values = [] }: LabelRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return operator satisfies never;
  }
}
