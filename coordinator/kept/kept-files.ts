import { parseCommandId } from '../../shared/domain/command-id.ts';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { Condition, untilChanged } from '../../shared/runtime/condition.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import type { Session } from '../agents/session.ts';
import type { Sessions } from '../agents/sessions.ts';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { fetchKey, planKey } from '../planning/plan.ts';
import { readJson } from '../reconcile/load-run.ts';
import { decideKept, type FetchOrder, type KeptRun } from './decide-kept.ts';

export interface KeptDeps {
  readonly store: Pick<ArtifactStore, 'readDocument'>;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly log: Log;
}

/** How often runs are looked at that are not known, and those that could not be looked at. */
const sweepGapMs = 60_000;
/** Removed and unknown runs that are remembered; a removed one that is not is unknown. */
const rememberedRuns = 10_000;

/**
 * Tells agents what becomes of the files that they keep: which are to be sent, and which nobody may fetch any more. It
 * looks at what the agents say and at what the store has, so that nothing is lost when either comes and goes.
 */
export class KeptFilesOnNodes {
  readonly #deps: KeptDeps;
  readonly #due = new Set<string>();
  readonly #changed = new Condition();
  /** For the next sweep. */
  readonly #again = new Set<string>();
  readonly #removed = new Set<string>();
  readonly #unknownSinceUs = new Map<string, number>();

  constructor(deps: KeptDeps) {
    this.#deps = deps;
  }

  /** An agent said what it keeps of a command, or somebody asked for the files of a run. */
  look(runUid: string): void {
    this.#due.add(runUid);
    this.#changed.notify();
  }

  lookAtCommand(commandId: string): void {
    const runUid = parseCommandId(commandId)?.runUid;
    if (runUid !== undefined) this.look(runUid);
  }

  /** The files of the run were removed from the store: nodes are to free theirs. */
  noteRemoved(runUid: string): void {
    makeRoom(this.#removed);
    this.#removed.add(runUid);
    this.look(runUid);
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#workThrough(signal), this.#sweep(signal)]);
  }

  async #workThrough(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const [runUid] = this.#due;
      if (runUid === undefined) {
        await untilChanged(this.#changed, signal);
        continue;
      }
      this.#due.delete(runUid);
      try {
        await this.#tend(runUid);
      } catch (error) {
        this.#again.add(runUid);
        if (!signal.aborted)
          this.#deps.log.error({ err: error, run: runUid }, 'Kept files could not be tended');
      }
    }
  }

  async #sweep(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted) {
      try {
        await clock.sleep(sweepGapMs, signal);
      } catch (error) {
        if (isAbort(error)) return;
        throw error;
      }
      for (const runUid of this.#again) this.look(runUid);
      this.#again.clear();
    }
  }

  async #tend(runUid: string): Promise<void> {
    const { clock, log } = this.#deps;
    if (this.#listHolders(runUid).length === 0) return;
    const decision = decideKept(await this.#read(runUid), clock.unixUs());
    if (decision === 'leave') return;
    for (const { session, commandId, artifactIds } of this.#listHolders(runUid)) {
      if (decision === 'discard') {
        session.stream.send({ kind: 'discard', commandId });
        log.info(
          { run: runUid, node: session.node, files: artifactIds.length },
          'Node was told to free kept files',
        );
      } else for (const artifactId of artifactIds) fetchOnce(session, commandId, artifactId);
    }
  }

  async #read(runUid: string): Promise<KeptRun> {
    if (this.#removed.has(runUid)) return { kind: 'removed' };
    const { store, clock } = this.#deps;
    if ((await store.readDocument(planKey(runUid))) === undefined) {
      const sinceUnixUs = this.#unknownSinceUs.get(runUid) ?? clock.unixUs();
      if (!this.#unknownSinceUs.has(runUid)) makeRoom(this.#unknownSinceUs);
      this.#unknownSinceUs.set(runUid, sinceUnixUs);
      this.#again.add(runUid);
      return { kind: 'unknown', sinceUnixUs };
    }
    this.#unknownSinceUs.delete(runUid);
    return { kind: 'known', order: await readJson<FetchOrder>(store, fetchKey(runUid)) };
  }

  /** The connected agents that keep files of the run, and which. */
  #listHolders(runUid: string): readonly {
    readonly session: Session;
    readonly commandId: string;
    readonly artifactIds: readonly string[];
  }[] {
    const connected = this.#deps.sessions.all().filter((session) => session.connected);
    return connected.flatMap((session) =>
      [...session.kept.values()]
        .filter(({ commandId, artifactIds }) => artifactIds.length > 0 && isOf(commandId, runUid))
        .map(({ commandId, artifactIds }) => ({ session, commandId, artifactIds })),
    );
  }
}

/** The oldest goes where there are too many. */
function makeRoom(remembered: Set<string> | Map<string, number>): void {
  const [oldest] = remembered.keys();
  if (remembered.size >= rememberedRuns && oldest !== undefined) remembered.delete(oldest);
}

const isOf = (commandId: string, runUid: string): boolean => commandId.startsWith(`${runUid}.`);

/** The agent remembers it, so that it is sent once a session. */
function fetchOnce(session: Session, commandId: string, artifactId: string): void {
  const what = `${commandId}/${artifactId}`;
  if (session.fetched.has(what)) return;
  session.fetched.add(what);
  session.stream.send({ kind: 'upload', commandId, artifactId });
}
