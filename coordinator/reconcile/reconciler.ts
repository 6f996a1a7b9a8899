import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import { makeLimit } from '../../shared/runtime/limit.ts';
import type { Session } from '../agents/session.ts';
import type { SessionListener } from '../agents/sessions.ts';
import { type Plan, planKey, toMaxArtifactBytes } from '../planning/plan.ts';
import { metadataOf, type ResourceRef } from '../resources/resource-source.ts';
import type { BeginDeps, LookAfterTemplate } from './begin-run.ts';
import { finishRuns } from './finish-runs.ts';
import { judgeRun } from './judge-run.ts';
import { fromKey, isComplete, KnownRuns, toKey } from './known-runs.ts';
import { readJson } from './load-run.ts';
import { lookAfterCapture } from './look-after-capture.ts';
import type { JudgedNode } from './node-state.ts';
import { passGapMs, progressGapMs } from './pass-gap.ts';
import { StatusPublisher } from './publish-status.ts';
import { keepRecording, recordOutcome } from './record.ts';
import { removeFiles } from './remove-files.ts';
import { findAttempt, type Run } from './run.ts';
import type { StageDeps } from './stage.ts';
import { workOnRun } from './work-on-run.ts';
import { WorkQueue } from './work-queue.ts';

const workers = 4;
/** Outcomes that are written at once: a fleet that ends at one instant is not to hold up what else the disk is for. */
const recordedAtOnce = 32;

/** Carries out captures: takes events from everywhere, and works on one capture at a time for each object. */
export class Reconciler implements Omit<SessionListener, 'onKept'> {
  readonly #deps: BeginDeps & { readonly lookAfterTemplate: LookAfterTemplate };
  readonly #queue = new WorkQueue();
  readonly #runs = new KnownRuns();
  readonly #watchers = new Set<(ref: ResourceRef) => void>();
  readonly #recording = new Set<Promise<void>>();
  readonly #limitRecording = makeLimit(recordedAtOnce);
  readonly #stopping = new AbortController();

  constructor(deps: StageDeps & { readonly lookAfterTemplate: LookAfterTemplate }) {
    this.#deps = { ...deps, runs: this.#runs, publisher: new StatusPublisher(deps) };
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, times, cluster, source } = this.#deps;
    const onError = (key: string, error: unknown): void => {
      if (!signal.aborted) log.error({ err: error, capture: key }, 'Reconciliation failed');
    };
    using patience = abortLater(signal, times.stopGraceMs);
    using _nodes = cluster?.listen((node) => this.onNode(node));
    for (const stored of await source.listPowerTools('')) this.onResource(metadataOf(stored));
    const work = async (key: string): Promise<void> => {
      const waitMs = await this.#reconcile(key, patience.signal);
      if (waitMs !== undefined) this.#queue.addAfter(key, waitMs);
    };
    await this.#queue.run(work, onError, workers, signal);
    this.#stopping.abort();
    await Promise.all(this.#recording);
    const finish = {
      runs: this.#runs,
      judge: (run: Run) => this.judge(run),
      work: (key: string) => this.#reconcile(key, patience.signal),
      clock: this.#deps.clock,
      log,
    };
    await finishRuns(finish, patience.signal);
  }

  /** Something about the capture changed. */
  onResource(ref: ResourceRef): void {
    this.#queue.add(toKey(ref));
  }

  onOutcome(session: Session, outcome: Outcome): void {
    const record = (): Promise<void> =>
      this.#limitRecording(() => recordOutcome(session, outcome, (uid) => this.#runs.get(uid), this.#deps));
    const recording = keepRecording(record, session, this.#deps, this.#stopping.signal).finally(() => {
      this.#recording.delete(recording);
      this.onCommand(outcome.commandId);
    });
    this.#recording.add(recording);
  }

  onCommand(commandId: string): void {
    const found = this.#runs.findByCommand(commandId);
    if (found !== undefined) this.#queue.addAfter(found.key, passGapMs(found.nodes));
  }

  onProgress(commandId: string): void {
    const found = this.#runs.findByCommand(commandId);
    if (found !== undefined) this.#queue.addAfter(found.key, progressGapMs(found.nodes));
  }

  onNode(node: string): void {
    for (const run of this.#runs.findByNode(node))
      this.#queue.addAfter(toKey(run.ref), passGapMs(run.nodes.size));
  }

  onReceipt(event: {
    readonly runUid: string;
    readonly commandId: string;
    readonly node: string;
    readonly receipt: Receipt;
  }): void {
    const run = this.#runs.get(event.runUid);
    const attempt = run === undefined ? undefined : findAttempt(run, event.node, event.commandId);
    attempt?.receipts.set(event.receipt.artifactId, event.receipt);
    this.onCommand(event.commandId);
  }

  /** The run of a capture, while it is in memory. */
  findRun(uid: string): Run | undefined {
    return this.#runs.get(uid);
  }

  judge(run: Run): ReadonlyMap<string, JudgedNode> {
    return judgeRun(run, this.#deps);
  }

  /** Whether the run is one of this store's and had a command for the node, so that uploads for it are taken. */
  async knowsRun(runUid: string, nodeUid: string): Promise<boolean> {
    const plan = await this.#findPlan(runUid);
    return plan?.nodes.some((node) => node.uid === nodeUid) ?? false;
  }

  /** What no file of the run can exceed, whatever its tool does. */
  async maxArtifactBytes(runUid: string): Promise<number> {
    return toMaxArtifactBytes((await this.#findPlan(runUid))?.command.caps.outputBytes ?? 0);
  }

  async #findPlan(runUid: string): Promise<Plan | undefined> {
    return this.#runs.get(runUid)?.plan ?? (await readJson<Plan>(this.#deps.store, planKey(runUid)));
  }

  /** Calls back whenever a capture was worked on. Returns how to stop that. */
  watch(onChange: (ref: ResourceRef) => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  /** One pass over an object. Resolves with the milliseconds after which it has to be looked at again. */
  async #reconcile(key: string, signal: AbortSignal): Promise<number | undefined> {
    const ref = fromKey(key);
    const stored = await this.#deps.source.readPowerTool(ref);
    const uid = stored === undefined ? undefined : metadataOf(stored).uid;
    const waits = [
      ...(await Promise.all(this.#runs.formerRuns(key, uid).map((run) => this.#endDeleted(run, signal)))),
      stored === undefined ? undefined : await lookAfterCapture(stored, this.#deps, signal),
    ].filter((wait) => wait !== undefined);
    for (const watcher of this.#watchers) watcher(ref);
    return waits.length > 0 ? Math.min(...waits) : undefined;
  }

  /**
   * The object of a run is gone without having been held: its tools are stopped and what there is is kept, unless it
   * was to go with the object; then the run leaves memory.
   */
  async #endDeleted(run: Run, signal: AbortSignal): Promise<number | undefined> {
    if (!isComplete(run)) {
      const surroundings = { spec: undefined, previous: undefined };
      const retryAfterMs = await workOnRun(run, surroundings, this.#deps, signal);
      if (retryAfterMs !== undefined) return retryAfterMs;
    }
    const { runUid, spec } = run.plan;
    if (spec.output.deletionPolicy === 'Delete') await removeFiles(runUid, this.#deps);
    this.#runs.drop(runUid);
    return undefined;
  }
}
