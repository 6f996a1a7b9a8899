import { toBytesText } from '../../shared/domain/quantity.ts';
import type { StoredArtifact__Output } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import { isRetryable } from '../../shared/rpc/status.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { type CaptureView, toCaptureView } from '../capture/capture-view.ts';
import { CliError } from '../cli-error.ts';
import type { CaptureClient, CaptureRef } from '../connection/capture-client.ts';
import { countOf } from '../output/count-of.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { type KeptFile, listProblems, toKeptFiles, toNodeViews } from './kept-progress.ts';

const lookMs = 500;
/** How long a coordinator may be away, and how long reports may take to be made of what has come. */
const patienceMs = 10 * 60_000;

export interface FetchedFiles {
  /** How many were on nodes; 0: none was. */
  readonly kept: number;
  /** How many of those are in the store now. */
  readonly fetched: number;
  /** What the store has now. */
  readonly artifacts: readonly StoredArtifact__Output[];
  /** Why some are not, each a sentence. */
  readonly problems: readonly string[];
}

export interface FetchDependencies {
  readonly client: CaptureClient;
  readonly clock: Clock;
  readonly display: ProgressDisplay;
}

/**
 * Asks for the files that a capture keeps on its nodes, and shows how they arrive until every one that can come is in
 * the store and reports are made of them, or the signal aborts: what was asked for comes all the same. Files of nodes
 * that are away are problems, as are those that are gone.
 */
export async function fetchKept(
  ref: CaptureRef,
  deps: FetchDependencies,
  signal: AbortSignal,
): Promise<FetchedFiles> {
  const { client, display } = deps;
  const before = await client.listArtifacts(ref, { kept: true });
  const wanted = toKeptFiles(before);
  if (wanted.length === 0) return { kept: 0, fetched: 0, artifacts: before, problems: [] };
  const { files, sizeBytes } = await client.fetchArtifacts(ref);
  const nodes = new Set(wanted.map(({ node }) => node)).size;
  if (files > 0)
    display.note(
      `Fetching ${countOf(files, 'file')}, ${toBytesText(sizeBytes)}, from ${countOf(nodes, 'node')}`,
    );
  const view = toCaptureView(await client.get(ref));
  const now = await untilFetched(ref, wanted, view, deps, signal);
  display.end();
  const left = toKeptFiles(now);
  const fetched = wanted.length - left.length;
  if (fetched > 0) await untilProcessed(ref, deps, signal);
  const artifacts = (await client.listArtifacts(ref)).filter(({ kept }) => kept === null);
  return { kept: wanted.length, fetched, artifacts, problems: signal.aborted ? [] : listProblems(left) };
}

/** Looks until no file is on its way any more; what there is then. */
async function untilFetched(
  ref: CaptureRef,
  wanted: readonly KeptFile[],
  view: CaptureView,
  deps: FetchDependencies,
  signal: AbortSignal,
): Promise<readonly StoredArtifact__Output[]> {
  const look = (): Promise<readonly StoredArtifact__Output[]> =>
    patiently(() => deps.client.listArtifacts(ref, { kept: true, growing: true }), deps, signal);
  let now = await look();
  for (;;) {
    const nodes = toNodeViews(wanted, now);
    const verified = nodes.filter(({ state }) => state === 'verified').length;
    deps.display.show({
      ...view,
      phase: 'Uploading',
      isTerminal: false,
      selected: nodes.length,
      verified,
      nodes,
    });
    const isComing = toKeptFiles(now).some(({ place }) => place === 'coming');
    if (!isComing || signal.aborted) return now;
    await deps.clock.sleep(lookMs, signal).catch(() => undefined);
    now = await look();
  }
}

/** Reports are made when the last file has come. */
async function untilProcessed(ref: CaptureRef, deps: FetchDependencies, signal: AbortSignal): Promise<void> {
  const { client, clock } = deps;
  const untilUs = clock.monotonicUs() + patienceMs * 1_000;
  while (!signal.aborted && clock.monotonicUs() < untilUs) {
    const { awaitsReports } = toCaptureView(await patiently(() => client.get(ref), deps, signal));
    if (!awaitsReports) return;
    await clock.sleep(lookMs, signal).catch(() => undefined);
  }
}

/** Asks again while the coordinator is away, for some minutes. */
async function patiently<Answer>(
  ask: () => Promise<Answer>,
  { clock }: Pick<FetchDependencies, 'clock'>,
  signal: AbortSignal,
): Promise<Answer> {
  const untilUs = clock.monotonicUs() + patienceMs * 1_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const isAway = error instanceof CliError && isRetryable(error.cause);
      if (!isAway || signal.aborted || clock.monotonicUs() > untilUs) throw error;
      await clock.sleep(lookMs, signal).catch(() => undefined);
    }
  }
}
