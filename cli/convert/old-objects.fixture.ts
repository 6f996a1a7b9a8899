import { findOldKind, type OldKind, oldKinds } from './old-kinds.ts';

/** Plain data with free fields, as YAML gives it. */
export type Data = Record<string, unknown>;

const [capture, config] = oldKinds;
if (capture === undefined || config === undefined) throw new RangeError('There are no old Kinds');
export const oldCapture: OldKind = capture;
export const oldConfig: OldKind = config;

/** The least that an old capture has, all of it carried. */
export function makeCapture(): Data {
  return {
    apiVersion: 'codriverlabs.ai.toe.run/v1alpha1',
    kind: 'PowerTool',
    metadata: { name: 'cpu', namespace: 'shop' },
    spec: {
      targets: { labelSelector: { matchLabels: { app: 'web' } } },
      tool: { name: 'perf', args: ['record', '-F', '99', '-g'], duration: '30s' },
      output: { mode: 'collector' },
    },
  };
}

/** The least that an old config has, all of it carried or explained. */
export function makeConfig(): Data {
  return {
    apiVersion: 'codriverlabs.ai.toe.run/v1alpha1',
    kind: 'PowerToolConfig',
    metadata: { name: 'perf-config', namespace: 'toe-system' },
    spec: { name: 'perf', image: 'ghcr.io/example/toe-perf:v1', securityContext: { allowPrivileged: false } },
  };
}

/** The object with a value at a place such as `spec.tool.warmup`; undefined takes away what is there. */
export function withValue(object: Data, place: string, value: unknown): Data {
  const [first = '', ...rest] = place.split('.');
  if (rest.length === 0) {
    const { [first]: _old, ...others } = object;
    return value === undefined ? others : { ...others, [first]: value };
  }
  const inner = object[first];
  const isData = (found: unknown): found is Data => typeof found === 'object' && found !== null;
  return { ...object, [first]: withValue(isData(inner) ? inner : {}, rest.join('.'), value) };
}

export function kindOf(object: Data): OldKind {
  const kind = findOldKind(object);
  if (kind === undefined) throw new RangeError(`Cannot convert "${String(object.kind)}": it is no old Kind`);
  return kind;
}
