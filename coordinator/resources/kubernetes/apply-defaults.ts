import { apiVersion, type KindName } from '../../../shared/kinds/kinds.ts';
import type { Log } from '../../../shared/log.ts';
import { dropField } from './drop-field.ts';
import type { KubeApi } from './kube-api.ts';
import { resourceOf } from './kube-resource.ts';

const fieldManager = 'toe-defaults';
/** Every field that is left to somebody may reveal that the next one is theirs as well. */
const maxRounds = 10;

/** The configs and policies of the tools that TOE brings, as specs by name. */
export interface DefaultObjects {
  readonly configs: ReadonlyMap<string, object>;
  readonly policies: ReadonlyMap<string, object>;
}

export interface AppliedDefault {
  readonly kind: KindName;
  readonly name: string;
  /** `refused`: nothing of it was applied. */
  readonly outcome: 'applied' | 'refused';
  /** Fields that are somebody else's and stay as they are, as `.spec.limits.duration`. */
  readonly left: readonly string[];
  /** Why it was refused. */
  readonly message: string;
}

/**
 * Applies the default configs and policies into the coordinator's namespace, each by itself. What an administrator
 * changed stays theirs; the rest follows the defaults. Repeating it changes nothing. Rejects where the API server
 * does not answer.
 */
export async function applyDefaults(
  deps: { readonly api: KubeApi; readonly namespace: string; readonly log: Log },
  defaults: DefaultObjects,
  signal: AbortSignal,
): Promise<readonly AppliedDefault[]> {
  const applied: AppliedDefault[] = [];
  // Configs name policies.
  for (const [kind, specs] of [
    ['PowerToolArgumentPolicy', defaults.policies],
    ['PowerToolConfig', defaults.configs],
  ] as const) {
    for (const [name, spec] of specs) {
      const one = await applyOne(deps.api, kind, { namespace: deps.namespace, name }, spec, signal);
      if (one.outcome === 'refused') deps.log.error(one, 'Failed to apply a default object');
      else deps.log.info(one, 'Applied a default object');
      applied.push(one);
    }
  }
  return applied;
}

async function applyOne(
  api: KubeApi,
  kind: KindName,
  place: { readonly namespace: string; readonly name: string },
  spec: object,
  signal: AbortSignal,
): Promise<AppliedDefault> {
  const labels = { 'app.kubernetes.io/managed-by': 'toe' };
  const left: string[] = [];
  const end = (outcome: AppliedDefault['outcome'], message: string): AppliedDefault => {
    return { kind, name: place.name, outcome, left, message };
  };
  let fields: object = { metadata: { ...place, labels }, spec };
  for (let round = 0; ; round += 1) {
    const before = fields;
    const body = { apiVersion, kind, ...fields };
    const answer = await api.serverSideApply(resourceOf(kind), place, body, fieldManager, { signal });
    if (answer.kind === 'done') return end('applied', '');
    if (answer.code !== 409 || round + 1 >= maxRounds) return end('refused', answer.message);
    for (const { field } of answer.causes) {
      const rest = dropField(fields, field);
      // Where one field holds another that is in conflict too, both are gone with the first.
      if (rest === undefined) continue;
      fields = rest;
      left.push(field);
    }
    if (fields === before && answer.causes.length > 0) return end('refused', answer.message);
  }
}
