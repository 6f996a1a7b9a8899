import type { LabelRequirement, LabelSelector } from './cluster-view.ts';

type Labels = Readonly<Record<string, string>>;

/** Whether labels match a selector, with Kubernetes' semantics: all of it holds, and NotIn holds without the label. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  const own = new Map(Object.entries(labels));
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => own.get(key) === value) &&
    (selector.matchExpressions ?? []).every((requirement) => meets(requirement, own))
  );
}

function meets({ key, operator, values = [] }: LabelRequirement, own: ReadonlyMap<string, string>): boolean {
  const value = own.get(key);
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
