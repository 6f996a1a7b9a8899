import type { Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';
import { isTerminal, type PowerToolSpec, type PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import { abortLater } from '../../shared/runtime/abort-later.ts';
import type { Session } from '../agents/session.ts';
import type { SessionListener } from '../agents/sessions.ts';
import { type Plan, planKey } from '../planning/plan.ts';
import type { ResourceRef, StoredPowerTool } from '../resources/resource-source.ts';
import { beginRun } from './begin-run.ts';
import { judgeRun } from './judge-run.ts';
import { fromKey, isComplete, KnownRuns, toKey } from './known-runs.ts';
import { recordLateFiles } from './late.ts';
import { readJson } from './load-run.ts';
import type { JudgedNode } from './node-state.ts';
import { StatusPublisher } from './publish-status.ts';
import { recordOutcome } from './record.ts';
import { findAttempt, type Run } from './run.ts';
import type { StageDeps } from './stage.ts';
import { workOnRun } from './work-on-run.ts';
import { WorkQueue } from './work-queue.ts';

const workers = 4;
/** Mere progress of thousands of nodes is taken up together. */
const progressGapMs = 250;

/** Carries out captures: takes events from everywhere, and works on one capture at a time for each object. */
export class Reconciler implements SessionListener {
  readonly #deps: StageDeps;
  readonly #queue = new WorkQueue();
  readonly #publisher: StatusPublisher;
  readonly #runs = new KnownRuns();
  readonly #watchers = new Set<(ref: ResourceRef) => void>();
  readonly #recording = new Set<Promise<void>>();

  constructor(deps: StageDeps) {
    this.#deps = deps;
    this.#publisher = new StatusPublisher(deps);
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const onError = (key: string, error: unknown): void => {
      if (!signal.aborted) this.#deps.log.error({ err: error, capture: key }, 'Reconciliation failed');
    };
    using patience = abortLater(signal, this.#deps.times.stopGraceMs);
    using _nodes = this.#deps.cluster?.listen((node) => this.onNode(node));
    for (const { resource } of await this.#deps.source.listPowerTools('')) this.onResource(resource.metadata);
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
    const uid = stored?.resource.metadata.uid;
    for (const run of this.#runs.formerRuns(key, uid)) await this.#endDeleted(run, signal);
    if (stored !== undefined) {
      const again = await this.#reconcileCapture(ref, stored, signal);
      if (again !== undefined) this.#queue.addAfter(key, again);
    }
    for (const watcher of this.#watchers) watcher(ref);
  }

  /** The object of a run is gone: its tools are stopped and what there is is kept, then the run leaves memory. */
  async #endDeleted(run: Run, signal: AbortSignal): Promise<void> {
    if (isComplete(run)) {
      this.#runs.drop(run.plan.runUid);
      return;
    }
    const again = await this.#work(run, undefined, undefined, signal);
    if (again === undefined) this.#runs.drop(run.plan.runUid);
    else this.#queue.addAfter(toKey(run.ref), again);
  }

  /** In how many milliseconds the capture has to be looked at again, whatever happens; undefined: not at all. */
  async #reconcileCapture(
    ref: ResourceRef,
    { resource, status }: StoredPowerTool,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const { uid } = resource.metadata;
    this.#runs.noteRef(uid, ref);
    if (status !== undefined && isTerminal(status.phase)) {
      await recordLateFiles(ref, uid, status, this.#deps);
      return undefined;
    }
    const deps = { ...this.#deps, runs: this.#runs, publisher: this.#publisher };
    const begun = await beginRun(resource, status, deps, signal);
    if (begun.kind === 'refused') {
      this.#publisher.forget(uid);
      return undefined;
    }
    if (begun.kind === 'waiting') return begun.retryAfterMs;
    return this.#work(begun.run, resource.spec, status, signal);
  }

  async #work(
    run: Run,
    spec: PowerToolSpec | undefined,
    previous: PowerToolStatus | undefined,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const surroundings = { spec, previous, runs: this.#runs.underWay(), publisher: this.#publisher };
    const retryAfterMs = await workOnRun(run, surroundings, this.#deps, signal);
    if (retryAfterMs === undefined) this.#runs.dropOldest();
    return retryAfterMs;
  }
}
