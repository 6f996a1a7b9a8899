import { isDeepStrictEqual } from 'node:util';
import { clipText } from '../../shared/domain/clip-text.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import type { Condition } from '../../shared/kinds/power-tool.ts';
import type {
  PowerToolArgumentPolicyStatus,
  PowerToolConfigStatus,
} from '../../shared/kinds/setting-status.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { withCondition } from '../reconcile/conditions.ts';
import { readText } from '../resources/read-fields.ts';
import type { StoredSetting } from '../resources/stored-setting.ts';
import { describeCut } from './ceiling.ts';
import type { JudgedConfig } from './judge-config.ts';
import { isSupported } from './judge-node-tool.ts';
import type { JudgedPolicy } from './judge-policy.ts';

type StoredConfig = Extract<StoredSetting, { readonly kind: 'PowerToolConfig' }>;
type StoredPolicy = Extract<StoredSetting, { readonly kind: 'PowerToolArgumentPolicy' }>;

/** As the CRD has them. */
const mostOptions = 64;
const longestOption = 256;

/** The connected agents. */
export interface Fleet {
  readonly agents: readonly NodeFacts[];
  /** False while agents may still be coming back to a new leader: what an earlier one counted stands until then. */
  readonly isSettled: boolean;
}

export function computeConfigStatus(
  stored: StoredConfig,
  judged: JudgedConfig,
  { agents, isSettled }: Fleet,
  nowIso: string,
): PowerToolConfigStatus {
  const { metadata } = stored;
  const notes = judged.kind === 'ready' ? judged.cuts.map(describeCut) : judged.faults;
  const reason =
    judged.kind === 'notReady' ? judged.reason : notes.length > 0 ? reasons.CutToCeiling : reasons.Ready;
  return {
    conditions: toConditions(stored, judged.kind === 'ready', reason, notes, nowIso),
    observedGeneration: metadata.generation,
    policyDigest: judged.kind === 'ready' ? (judged.policy?.compiled.digest ?? '') : '',
    nodes: (isSettled ? undefined : readNodes(stored.status)) ?? countNodes(stored, agents),
  };
}

export function computePolicyStatus(
  stored: StoredPolicy,
  judged: JudgedPolicy,
  nowIso: string,
): PowerToolArgumentPolicyStatus {
  const isReady = judged.kind === 'ready';
  const [reason, faults] = isReady ? [reasons.Ready, []] : [judged.reason, judged.faults];
  return {
    conditions: toConditions(stored, isReady, reason, faults, nowIso),
    observedGeneration: stored.metadata.generation,
    digest: isReady ? judged.policy.digest : '',
    rejectedOptions: isReady
      ? []
      : judged.rejectedOptions.slice(0, mostOptions).map((option) => clipText(option, longestOption)),
  };
}

/** Whether two statuses differ in more than the counts of nodes, which come and go. */
export function isNews(before: unknown, after: object): boolean {
  const isStatus = typeof before === 'object' && before !== null;
  return !isStatus || !isDeepStrictEqual({ ...before, nodes: undefined }, { ...after, nodes: undefined });
}

function toConditions(
  { status, remark }: StoredSetting,
  isReady: boolean,
  reason: string,
  notes: readonly string[],
  nowIso: string,
): readonly Condition[] {
  const message = [...notes, ...(remark === '' ? [] : [remark])].join('; ');
  const ready = { type: 'Ready', status: isReady ? 'True' : 'False', reason, message } as const;
  return withCondition(readReady(status), ready, nowIso);
}

/** The condition as it is stored, whoever wrote the status. */
function readReady(status: unknown): readonly Condition[] {
  const conditions = readMember(status, 'conditions');
  const list: readonly unknown[] = Array.isArray(conditions) ? conditions : [];
  const ready = list.find((condition) => readText(condition, 'type') === 'Ready');
  const since = readText(ready, 'lastTransitionTime');
  const value = ['True', 'False', 'Unknown'].find((word) => word === readText(ready, 'status'));
  if (since === '' || value === undefined) return [];
  const { reason, message } = { reason: readText(ready, 'reason'), message: readText(ready, 'message') };
  return [
    { type: 'Ready', status: value as Condition['status'], reason, message, lastTransitionTime: since },
  ];
}

function readNodes(status: unknown): PowerToolConfigStatus['nodes'] | undefined {
  const nodes = readMember(status, 'nodes');
  const [supported, unsupported] = [readMember(nodes, 'supported'), readMember(nodes, 'unsupported')];
  return typeof supported === 'number' && typeof unsupported === 'number'
    ? { supported, unsupported }
    : undefined;
}

function countNodes(
  { metadata, read }: StoredConfig,
  agents: readonly NodeFacts[],
): PowerToolConfigStatus['nodes'] {
  const spec = read.kind === 'found' ? read.resource.spec : undefined;
  const wanted = {
    tool: metadata.name,
    path: spec?.binary.path ?? '',
    versionRange: spec?.version ?? '',
  };
  const supported = agents.filter(({ tools }) => isSupported(tools, wanted)).length;
  return { supported, unsupported: agents.length - supported };
}
