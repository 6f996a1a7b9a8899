import { reasons } from '../../shared/domain/reasons.ts';
import { toKeptCondition } from '../kept/kept-condition.ts';
import { manifestKey } from '../planning/plan.ts';
import { type Conclusion, concludeRun } from './conclude.ts';
import { withCondition } from './conditions.ts';
import { type Manifest, makeManifest } from './manifest.ts';
import type { JudgedNode } from './node-state.ts';
import { processSafely, toProcessedWord } from './process.ts';
import type { Run } from './run.ts';
import { nowIso, type StageDeps } from './stage.ts';

/** Processes what arrived, concludes the run and writes its manifest. Called when every node has ended. */
export async function completeRun(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  deps: StageDeps,
  signal: AbortSignal,
): Promise<Conclusion> {
  if (run.processing.kind === 'pending') {
    const processing = await processSafely(run, deps, signal);
    // Cut off by our own end, it is not the run's: the next coordinator does it again.
    signal.throwIfAborted();
    run.processing = processing;
  }
  const nodes = [...judged].map(([name, node]) => ({
    ...node,
    stoppedEarly: run.nodes.get(name)?.recorded?.outcome.ending === 'stoppedEarly',
  }));
  const conclusion = concludeRun(
    nodes,
    run.plan.missing.length,
    run.plan.spec.failurePolicy.minSuccessPercent,
    run.stop,
  );
  const factsOf = (node: string) => deps.sessions.get(node)?.facts;
  const manifest = makeManifest(run, judged, conclusion, factsOf, deps.clock.unixUs());
  run.conditions = finalConditions(run, manifest, nowIso(deps));
  // A later one replaces it whole.
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await deps.store.putDocument(manifestKey(run.plan.runUid), bytes);
  return conclusion;
}

function finalConditions(
  run: Run,
  { conclusion, nodes, command }: Manifest,
  nowIso: string,
): Run['conditions'] {
  const { reason, message } = conclusion;
  const isKeeping = command.keepMs > 0 && nodes.some(({ files }) => files.length > 0);
  const kept = isKeeping ? toKeptCondition(nodes) : undefined;
  const words = [
    ...(kept === undefined ? [] : [kept]),
    { type: 'Processed', ...(kept?.status === 'True' ? unfetched : toProcessedWord(run.processing)) },
    { type: 'Complete', status: 'True', reason, message } as const,
  ];
  return words.reduce((conditions, word) => withCondition(conditions, word, nowIso), run.conditions);
}

const unfetched = {
  status: 'False',
  reason: reasons.KeptOnNode,
  message: 'The files are on their nodes: what is fetched of them is processed',
} as const;
