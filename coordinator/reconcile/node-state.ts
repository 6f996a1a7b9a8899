import { type Artifact, isReceiptFor, type Receipt } from '../../shared/domain/artifact.ts';
import type { CommandState, OutputRule } from '../../shared/domain/command.ts';
import { listSome } from '../../shared/domain/list-some.ts';
import { isGoodEnding, type Outcome } from '../../shared/domain/outcome.ts';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';

/**
 * Where one node of a run is. `verified`, `failed`, `refused`, `cancelled` and `lost` are final; `unknown` is a
 * node that has been silent for longer than its lease and may come back.
 */
export type NodeState =
  | 'pending'
  | 'preparing'
  | 'prepared'
  | 'committed'
  | 'running'
  | 'stopping'
  | 'sealing'
  | 'uploading'
  | 'verified'
  | 'failed'
  | 'refused'
  | 'cancelled'
  | 'lost'
  | 'unknown';

/** All that decides the state of a node. */
export interface NodeEvidence {
  readonly prepareSent: boolean;
  readonly alive: boolean;
  readonly commandState: CommandState | undefined;
  readonly outcome: Outcome | undefined;
  readonly receipts: ReadonlyMap<string, Receipt>;
  readonly outputs: readonly OutputRule[];
  /** Its files stay on the node: sealed there they count. */
  readonly keepsFiles: boolean;
  /** The run's deadline has passed. */
  readonly overdue: boolean;
  /** The start was fixed without this node: `notPrepared`, or somebody had stopped the capture before. */
  readonly leftOut: 'no' | 'notPrepared' | 'stopped';
  /** What attempts before this one left, and what of it has arrived. */
  readonly earlierOutcomes: readonly {
    readonly artifacts: readonly Artifact[];
    readonly receipts: ReadonlyMap<string, Receipt>;
  }[];
}

export interface JudgedNode {
  readonly state: NodeState;
  readonly reason: string;
  readonly message: string;
}

const finalStates: ReadonlySet<NodeState> = new Set(['verified', 'failed', 'refused', 'cancelled', 'lost']);

/** Why somebody wanted a node not to start; where it was stopped before for any other reason, it could not. */
const calledOff: ReadonlySet<string> = new Set<Reason>([
  reasons.StopRequested,
  reasons.Aborted,
  reasons.BudgetExceeded,
  reasons.NodeLeaving,
]);

export function isFinal(state: NodeState): boolean {
  return finalStates.has(state);
}

/**
 * Judges a node by its evidence alone. Success needs a good ending and a receipt for every sealed byte, or that the
 * files were to stay on the node. A node has not ended while files of an earlier attempt may still arrive in time.
 */
export function judgeNode(evidence: NodeEvidence): JudgedNode {
  const judged = judgeLatest(evidence);
  if (!isFinal(judged.state) || evidence.overdue || evidence.keepsFiles) return judged;
  const isWaiting = evidence.earlierOutcomes.some(({ artifacts, receipts }) =>
    artifacts.some((artifact) => !isDelivered(artifact, receipts)),
  );
  return isWaiting ? { ...judged, state: 'uploading' } : judged;
}

function judgeLatest(evidence: NodeEvidence): JudgedNode {
  const { outcome } = evidence;
  if (outcome === undefined) return judgeWithoutOutcome(evidence);
  const said = { reason: outcome.reason, message: outcome.message };
  const missing = outcome.artifacts.filter((artifact) => !isDelivered(artifact, evidence.receipts));
  if (missing.length > 0 && !evidence.keepsFiles) {
    if (!evidence.overdue) return { state: 'uploading', ...said };
    const names = missing.map((artifact) => artifact.fileName).join(', ');
    return {
      state: 'lost',
      reason: reasons.UploadTimedOut,
      message: `Sealed on the node, but not arrived before the deadline: ${names}`,
    };
  }
  if (isGoodEnding(outcome.ending)) {
    const incomplete = missingOutput(outcome, evidence.outputs);
    if (incomplete === undefined) return { state: 'verified', ...toKeptWord(said, missing) };
    return { state: 'failed', reason: reasons.OutputIncomplete, message: incomplete };
  }
  if (outcome.ending === 'refused' || outcome.ending === 'notPrepared') return { state: 'refused', ...said };
  if (outcome.ending === 'cancelled')
    return { state: calledOff.has(outcome.reason) ? 'cancelled' : 'refused', ...said };
  return { state: 'failed', ...said };
}

/** Nobody is to take a file for stored that is on its node. */
function toKeptWord(
  said: Pick<JudgedNode, 'reason' | 'message'>,
  kept: readonly Artifact[],
): Pick<JudgedNode, 'reason' | 'message'> {
  if (kept.length === 0) return said;
  const names = `Kept on the node: ${listSome(kept.map(({ fileName }) => fileName))}`;
  const message = said.message === '' ? names : `${names}; ${said.message}`;
  return { reason: reasons.KeptOnNode, message };
}

function judgeWithoutOutcome(evidence: NodeEvidence): JudgedNode {
  if (evidence.leftOut === 'stopped') {
    return { state: 'cancelled', reason: reasons.StopRequested, message: 'Stopped before the start' };
  }
  if (evidence.leftOut === 'notPrepared') {
    return { state: 'refused', reason: reasons.NotPrepared, message: 'The node was not prepared in time' };
  }
  if (evidence.overdue) {
    return {
      state: 'lost',
      reason: reasons.NodeLost,
      message: 'Nothing was heard of its outcome until the deadline of the run',
    };
  }
  if (!evidence.alive) {
    return { state: 'unknown', reason: reasons.NodeUnknown, message: 'The agent is not connected' };
  }
  const state = stateOf(evidence);
  return { state, reason: '', message: '' };
}

function stateOf(evidence: NodeEvidence): NodeState {
  switch (evidence.commandState) {
    case undefined:
      return evidence.prepareSent ? 'preparing' : 'pending';
    case 'accepted':
      return 'preparing';
    case 'captured':
      return 'sealing';
    default:
      return evidence.commandState;
  }
}

function isDelivered(artifact: Artifact, receipts: ReadonlyMap<string, Receipt>): boolean {
  const receipt = receipts.get(artifact.artifactId);
  return receipt !== undefined && isReceiptFor(receipt, artifact);
}

/** Why the outcome lacks an output that the config requires; an agent's word alone does not make a success. */
function missingOutput(outcome: Outcome, outputs: readonly OutputRule[]): string | undefined {
  for (const output of outputs.filter((candidate) => candidate.required)) {
    // More than one where it was cut into segments, of which one has to be whole.
    const files = outcome.artifacts.filter((candidate) => candidate.output === output.name);
    const [first] = files;
    if (first === undefined) return `Output "${output.name}" is missing`;
    if (!files.some(({ complete }) => complete))
      return `Output "${output.name}" is partial: ${first.problem}`;
  }
  return undefined;
}
