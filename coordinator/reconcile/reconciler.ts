import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { reasons } from '../../shared/domain/reasons.ts';
import { isTerminal, type PowerToolSpec, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import type { Session } from '../agents/session.ts';
import type { SessionListener } from '../agents/sessions.ts';
import { type Plan, planKey } from '../planning/plan.ts';
import { metadataOf, type ResourceRef, type StoredPowerTool } from '../resources/resource-source.ts';
import { type Acceptance, acceptCapture } from './accept.ts';
import { computeStatus } from './compute-status.ts';
import type { Conclusion } from './conclude.ts';
import { withCondition } from './conditions.ts';
import { judgeRun } from './judge-run.ts';
import { fromKey, isComplete, KnownRuns, toKey } from './known-runs.ts';
import { recordLateFiles } from './late.ts';
import { loadNodes, openRun, readJson } from './load-run.ts';
import type { JudgedNode } from './node-state.ts';
import { StatusPublisher } from './publish-status.ts';
import { reconcileRun } from './reconcile-run.ts';
import { recordOutcome } from './record.ts';
import { toRefusedStatus } from './refuse.ts';
import { newRun, type Run } from './run.ts';
import type { StageDeps } from './stage.ts';
import { WorkQueue } from './work-queue.ts';

const workers = 4;
/** Mere progress of thousands of nodes is taken up together. */
const progressGapMs = 250;
/** What is being worked on at the stop, as the processing of a run, may still come to its end. */
const stopGraceMs = 10_000;
/** After a start, agents need a moment to come back before "no node matches" is the truth. */
const settleMs = 5_000;

/** Carries out captures: takes events from everywhere, and works on one capture at a time for each object. */
export class Reconciler implements SessionListener {
  readonly #deps: StageDeps;
  readonly #queue = new WorkQueue();
  readonly #publisher: StatusPublisher;
  readonly #runs = new KnownRuns();
  readonly #watchers = new Set<(ref: ResourceRef) => void>();
  readonly #recording = new Set<Promise<void>>();
  #settledUs = 0;

  constructor(deps: StageDeps) {
    this.#deps = deps;
    this.#publisher = new StatusPublisher(deps);
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    this.#settledUs = this.#deps.clock.monotonicUs() + settleMs * 1_000;
    const onError = (key: string, error: unknown): void => {
      if (!signal.aborted) this.#deps.log.error({ err: error, capture: key }, 'Reconciliation failed');
    };
    using patience = abortLater(signal, stopGraceMs);
    await this.#queue.run((key) => this.#reconcile(key, patience.signal), onError, workers, signal);
    await Promise.all(this.#recording);
  }

  /** Something about the capture changed. */
  onResource(ref: ResourceRef): void {
    this.#queue.add(toKey(ref));
  }

  onOutcome(session: Session, outcome: Outcome): void {
    const recording = recordOutcome(session, outcome, (uid) => this.#runs.get(uid), this.#deps)
      .catch((error: unknown) => {
        this.#deps.log.error({ err: error, commandId: outcome.commandId }, 'Outcome could not be recorded');
      })
      .finally(() => {
        this.#recording.delete(recording);
        this.onCommand(outcome.commandId);
      });
    this.#recording.add(recording);
  }

  onCommand(commandId: string): void {
    const key = this.#runs.keyOfCommand(commandId);
    if (key !== undefined) this.#queue.add(key);
  }

  onProgress(commandId: string): void {
    const key = this.#runs.keyOfCommand(commandId);
    if (key !== undefined) this.#queue.addAfter(key, progressGapMs);
  }

  onNode(node: string): void {
    for (const key of this.#runs.keysOfNode(node)) this.#queue.add(key);
  }

  onReceipt(event: {
    readonly runUid: string;
    readonly commandId: string;
    readonly node: string;
    readonly receipt: Receipt;
  }): void {
    const node = this.#runs.get(event.runUid)?.nodes.get(event.node);
    if (node?.planned.commandId === event.commandId) {
      node.receipts.set(event.receipt.artifactId, event.receipt);
    }
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
    const plan = this.#runs.get(runUid)?.plan ?? (await readJson<Plan>(this.#deps.store, planKey(runUid)));
    return plan?.nodes.some((node) => node.uid === nodeUid) ?? false;
  }

  /** Calls back whenever a capture was worked on. Returns how to stop that. */
  watch(onChange: (ref: ResourceRef) => void): () => void {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  }

  async #reconcile(key: string, signal: AbortSignal): Promise<void> {
    const ref = fromKey(key);
    const stored = await this.#deps.source.readPowerTool(ref);
    const uid = stored === undefined ? undefined : metadataOf(stored).uid;
    for (const run of this.#runs.formerRuns(key, uid)) await this.#endDeleted(run, signal);
    if (stored !== undefined) await this.#reconcileCapture(stored, signal);
    for (const watcher of this.#watchers) watcher(ref);
  }

  /** The object of a run is gone: its tools are stopped and what there is is kept, then the run leaves memory. */
  async #endDeleted(run: Run, signal: AbortSignal): Promise<void> {
    if (isComplete(run)) this.#runs.drop(run.plan.runUid);
    else await this.#reconcileRun(run, undefined, undefined, signal);
  }

  async #reconcileCapture(stored: StoredPowerTool, signal: AbortSignal): Promise<void> {
    const { uid, namespace, name } = metadataOf(stored);
    const { status } = stored;
    const ref = { namespace, name };
    this.#runs.noteRef(uid, ref);
    if (status !== undefined && isTerminal(status.phase))
      return recordLateFiles(ref, uid, status, this.#deps);
    const run = this.#runs.get(uid) ?? (await this.#adopt(ref, uid)) ?? (await this.#accept(stored));
    if (run === undefined) return;
    if (run.conditions.length === 0) run.conditions = status?.conditions ?? [];
    // What was accepted is carried out, also where the object could not be accepted any more.
    const spec = stored.kind === 'valid' ? stored.resource.spec : run.plan.spec;
    await this.#reconcileRun(run, spec, status, signal);
  }

  /** Takes over a run that has its plan: events reach it first, then what the store has of it is taken up. */
  async #adopt(ref: ResourceRef, uid: string): Promise<Run | undefined> {
    const run = await openRun(ref, uid, this.#deps.store);
    if (run === undefined) return undefined;
    this.#runs.add(run);
    try {
      await loadNodes(run, this.#deps.store);
    } catch (error) {
      this.#runs.forget(uid);
      throw error;
    }
    return run;
  }

  async #accept(stored: StoredPowerTool): Promise<Run | undefined> {
    const { uid, namespace, name } = metadataOf(stored);
    const ref = { namespace, name };
    const acceptance: Acceptance =
      stored.kind === 'valid'
        ? await acceptCapture(stored.resource, this.#deps)
        : { kind: 'refused', reason: reasons.Invalid, message: stored.message };
    if (acceptance.kind === 'refused') {
      const unsettledMs = (this.#settledUs - this.#deps.clock.monotonicUs()) / 1_000;
      if (acceptance.reason === reasons.NoMatchingTargets && unsettledMs > 0) {
        this.#queue.addAfter(toKey(ref), Math.min(500, unsettledMs));
        return undefined;
      }
      await this.#publisher.publish(
        ref,
        uid,
        toRefusedStatus(acceptance.reason, acceptance.message, this.#nowIso()),
      );
      this.#deps.log.info({ capture: toKey(ref), reason: acceptance.reason }, 'Capture refused');
      return undefined;
    }
    const bytes = Buffer.from(JSON.stringify(acceptance.plan));
    const written = await this.#deps.store.createDocument(planKey(uid), bytes);
    if (written === 'exists') return this.#adopt(ref, uid);
    const run = newRun(ref, acceptance.plan);
    this.#runs.add(run);
    const count = acceptance.plan.nodes.length;
    for (const condition of [
      { type: 'Accepted', reason: reasons.Accepted, message: '' },
      { type: 'TargetsResolved', reason: reasons.TargetsResolved, message: `${count} selected` },
    ]) {
      run.conditions = withCondition(run.conditions, { ...condition, status: 'True' }, this.#nowIso());
    }
    this.#deps.log.info({ run: uid, capture: toKey(ref), nodes: count }, 'Capture accepted');
    return run;
  }

  async #reconcileRun(
    run: Run,
    spec: PowerToolSpec | undefined,
    previous: PowerToolStatus | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const uid = run.plan.runUid;
    const publish = async (
      judged: ReadonlyMap<string, JudgedNode>,
      conclusion?: Conclusion,
    ): Promise<number> => {
      const judgedRun = { run, judged, conclusion, conditions: run.conditions, nowIso: this.#nowIso() };
      return (await this.#publisher.publish(run.ref, uid, computeStatus(judgedRun, previous))).retryAfterMs;
    };
    const result = await reconcileRun(
      run,
      spec,
      async (judged) => void (await publish(judged)),
      this.#deps,
      signal,
    );
    const throttledMs = await publish(result.judged, result.conclusion);
    if (result.conclusion !== undefined) {
      const { phase, reason } = result.conclusion;
      this.#deps.log.info({ run: uid, capture: toKey(run.ref), phase, reason }, 'Capture completed');
      this.#publisher.forget(uid);
      for (const { planned } of run.nodes.values()) {
        this.#deps.sessions.get(planned.name)?.commands.delete(planned.commandId);
      }
      if (spec === undefined) this.#runs.drop(uid);
      this.#runs.dropOldest();
      return;
    }
    this.#queue.addAfter(
      toKey(run.ref),
      throttledMs > 0 ? Math.min(throttledMs, result.retryAfterMs) : result.retryAfterMs,
    );
  }

  #nowIso(): string {
    return new Date(this.#deps.clock.unixUs() / 1_000).toISOString();
  }
}
