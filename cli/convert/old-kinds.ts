import type { KindName } from '../../shared/kinds/kinds.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import type { DefaultRow, FieldRow } from './field-row.ts';
import { powerToolConfigDefaults, powerToolConfigRows } from './power-tool-config-rows.ts';
import { powerToolDefaults, powerToolRows } from './power-tool-rows.ts';

/** A Kind of the existing TOE or of its successor, and how it becomes one of ours. */
export interface OldKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly becomes: KindName;
  readonly rows: readonly FieldRow[];
  readonly defaults: readonly DefaultRow[];
}

const capture = { becomes: 'PowerTool', rows: powerToolRows, defaults: powerToolDefaults } as const;
const config = {
  becomes: 'PowerToolConfig',
  rows: powerToolConfigRows,
  defaults: powerToolConfigDefaults,
} as const;

/** The existing TOE, then KubeCoDriver, which goes on with the same fields under other names. */
export const oldKinds: readonly OldKind[] = [
  { apiVersion: 'codriverlabs.ai.toe.run/v1alpha1', kind: 'PowerTool', ...capture },
  { apiVersion: 'codriverlabs.ai.toe.run/v1alpha1', kind: 'PowerToolConfig', ...config },
  { apiVersion: 'kubecodriver.codriverlabs.ai/v1alpha1', kind: 'CoDriverJob', ...capture },
  { apiVersion: 'kubecodriver.codriverlabs.ai/v1alpha1', kind: 'CoDriverTool', ...config },
];

export function findOldKind(value: object): OldKind | undefined {
  const [apiVersion, kind] = [readMember(value, 'apiVersion'), readMember(value, 'kind')];
  return oldKinds.find((old) => old.apiVersion === apiVersion && old.kind === kind);
}

/** Whether an object is of one of the old groups, whatever its version and Kind. */
export function isOfOldGroup(value: object): boolean {
  const apiVersion = readMember(value, 'apiVersion');
  const group = typeof apiVersion === 'string' ? apiVersion.split('/')[0] : undefined;
  return oldKinds.some((old) => old.apiVersion.split('/')[0] === group);
}
