import { reasons } from '../../shared/domain/reasons.ts';
import { manifestKey } from '../planning/plan.ts';
import { type Conclusion, concludeRun } from './conclude.ts';
import { withCondition } from './conditions.ts';
import { makeManifest } from './manifest.ts';
import type { JudgedNode } from './node-state.ts';
import { processArtifacts } from './process.ts';
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
  run.conditions = finalConditions(run, conclusion, nowIso(deps));
  await writeManifest(run, judged, conclusion, deps);
  return conclusion;
}

/** Writes the manifest as the run is known now; a later one replaces it whole. */
async function writeManifest(
  run: Run,
  judged: ReadonlyMap<string, JudgedNode>,
  conclusion: Conclusion,
  deps: StageDeps,
): Promise<void> {
  const factsOf = (node: string) => deps.sessions.get(node)?.facts;
  const manifest = makeManifest(run, judged, conclusion, factsOf, deps.clock.unixUs());
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await deps.store.putDocument(manifestKey(run.plan.runUid), bytes);
}

async function processSafely(run: Run, deps: StageDeps, signal: AbortSignal): Promise<Run['processing']> {
  try {
    return await processArtifacts(run, deps, signal);
  } catch (error) {
    signal.throwIfAborted();
    deps.log.error({ err: error, run: run.plan.runUid }, 'Processing failed');
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

function finalConditions(run: Run, conclusion: Conclusion, nowIso: string): Run['conditions'] {
  const { reason, message } = conclusion;
  const conditions = withCondition(run.conditions, { type: 'Processed', ...processedWord(run) }, nowIso);
  return withCondition(conditions, { type: 'Complete', status: 'True', reason, message }, nowIso);
}

function processedWord(run: Run): {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
} {
  switch (run.processing.kind) {
    case 'processed':
      return {
        status: 'True',
        reason: reasons.Processed,
        message: `${run.processing.files.length} files made`,
      };
    case 'failed':
      return { status: 'False', reason: reasons.ProcessingFailed, message: run.processing.message };
    case 'nothing':
    case 'pending':
      return { status: 'True', reason: reasons.NothingToProcess, message: 'No step had anything to do' };
    default:
      return run.processing satisfies never;
  }
}
