import type { Artifact, Receipt } from '../../shared/domain/artifact.ts';
import type { TargetPod } from '../../shared/domain/command.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { CommandTemplate, MissingNode, OutsidePolicy } from '../planning/plan.ts';
import type { Conclusion } from './conclude.ts';
import { judgeEarlier } from './judge-run.ts';
import type { JudgedNode } from './node-state.ts';
import { attemptsOf, type MeasuredStart, type ProcessedFile, type Run } from './run.ts';

/** `manifest.json` of a run: who asked for what and why, what ran under which rules, and how every node ended. */
export interface Manifest {
  readonly version: 1;
  readonly runUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
  readonly requestedBy: string;
  readonly spec: PowerToolSpec;
  readonly command: CommandTemplate;
  readonly argv: readonly string[];
  /** What an argument policy that does not enforce had against it; absent where there was nothing. */
  readonly outsidePolicy?: OutsidePolicy;
  /** Of each wave, in order; those without one were never started. */
  readonly startsAtUnixUs: readonly number[];
  readonly completedUnixUs: number;
  readonly conclusion: Conclusion;
  readonly nodes: readonly ManifestNode[];
  readonly matchedNodes: number;
  readonly missingNodes: readonly MissingNode[];
  readonly processed: readonly ProcessedFile[];
}

export interface ManifestNode extends JudgedNode {
  readonly node: string;
  readonly nodeUid: string;
  readonly attempt: number;
  readonly commandId: string;
  readonly wave: number;
  readonly pods: readonly TargetPod[];
  readonly kernel: string | undefined;
  readonly start: MeasuredStart | undefined;
  readonly outcome: Outcome | undefined;
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile extends Artifact {
  readonly receipt: Receipt | undefined;
  readonly late: boolean;
  /** It is on its node, as was asked, and not in the store. */
  readonly kept?: true;
  /** Why a kept file is neither there any more nor in the store. */
  readonly gone?: string;
}

export function makeManifest(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  conclusion: Conclusion,
  factsOf: (node: string) => NodeFacts | undefined,
  completedUnixUs: number,
): Manifest {
  const { plan } = run;
  const nodes = Array.from(attemptsOf(run), (node): ManifestNode => {
    const { name, uid, attempt, commandId, pods } = node.planned;
    const isLatest = run.nodes.get(name) === node;
    const verdict = (isLatest ? judged.get(name) : undefined) ?? judgeEarlier(node);
    const outcome = node.recorded?.outcome;
    return {
      node: name,
      nodeUid: uid,
      attempt,
      commandId,
      wave: node.wave.index,
      pods,
      ...verdict,
      kernel: factsOf(name)?.kernel,
      start: node.start,
      outcome,
      files: (outcome?.artifacts ?? []).map((artifact) => {
        const receipt = node.receipts.get(artifact.artifactId);
        const isKept = plan.command.keepMs > 0 && receipt === undefined;
        return { ...artifact, receipt, late: false, ...(isKept && { kept: true }) };
      }),
    };
  });
  return {
    version: 1,
    runUid: plan.runUid,
    namespace: plan.namespace,
    name: plan.name,
    reason: plan.spec.reason,
    requestedBy: plan.requestedBy,
    spec: plan.spec,
    command: plan.command,
    argv: plan.argv,
    ...(plan.outsidePolicy === undefined ? {} : { outsidePolicy: plan.outsidePolicy }),
    startsAtUnixUs: run.waves.flatMap(({ plannedStart }) => plannedStart?.startAtUnixUs ?? []),
    completedUnixUs,
    conclusion,
    nodes,
    matchedNodes: plan.matched,
    missingNodes: plan.missing,
    processed: run.processing.kind === 'processed' ? run.processing.files : [],
  };
}
