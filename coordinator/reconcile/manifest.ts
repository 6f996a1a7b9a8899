import type { Artifact, Receipt } from '../../shared/domain/artifact.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { CommandTemplate } from '../planning/plan.ts';
import type { Conclusion } from './conclude.ts';
import type { JudgedNode } from './node-state.ts';
import type { MeasuredStart, ProcessedFile, Run } from './run.ts';

/** `manifest.json` of a run: who asked for what and why, what ran under which rules, and how every node ended. */
export interface Manifest {
  readonly version: 1;
  readonly runUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
  readonly spec: PowerToolSpec;
  readonly command: CommandTemplate;
  readonly argv: readonly string[];
  readonly startAtUnixUs: number | undefined;
  readonly completedUnixUs: number;
  readonly conclusion: Conclusion;
  readonly nodes: readonly ManifestNode[];
  readonly missingNodes: readonly string[];
  readonly processed: readonly ProcessedFile[];
}

export interface ManifestNode extends JudgedNode {
  readonly node: string;
  readonly nodeUid: string;
  readonly attempt: number;
  readonly kernel: string | undefined;
  readonly start: MeasuredStart | undefined;
  readonly outcome: Outcome | undefined;
  readonly files: readonly (Artifact & { readonly receipt: Receipt | undefined; readonly late: boolean })[];
}

export function makeManifest(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  conclusion: Conclusion,
  factsOf: (node: string) => NodeFacts | undefined,
  completedUnixUs: number,
): Manifest {
  const { plan } = run;
  const nodes = [...run.nodes.values()].map((node): ManifestNode => {
    const { name, uid, attempt } = node.planned;
    const verdict = judged.get(name) ?? { state: 'pending', reason: '', message: '' };
    const outcome = node.recorded?.outcome;
    return {
      node: name,
      nodeUid: uid,
      attempt,
      ...verdict,
      kernel: factsOf(name)?.kernel,
      start: node.start,
      outcome,
      files: (outcome?.artifacts ?? []).map((artifact) => {
        const receipt = node.receipts.get(artifact.artifactId);
        return { ...artifact, receipt, late: false };
      }),
    };
  });
  return {
    version: 1,
    runUid: plan.runUid,
    namespace: plan.namespace,
    name: plan.name,
    reason: plan.spec.reason,
    spec: plan.spec,
    command: plan.command,
    argv: plan.argv,
    startAtUnixUs: run.plannedStart?.startAtUnixUs,
    completedUnixUs,
    conclusion,
    nodes,
    missingNodes: plan.missing,
    processed: run.processing.kind === 'processed' ? run.processing.files : [],
  };
}
