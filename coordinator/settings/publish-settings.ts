import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../shared/log.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import { WorkQueue } from '../reconcile/work-queue.ts';
import type { ResourceSource } from '../resources/resource-source.ts';
import type { SettingStatus, StoredSetting } from '../resources/stored-setting.ts';
import type { Ceiling } from './ceiling.ts';
import { computeConfigStatus, computePolicyStatus, isNews } from './compute-setting-status.ts';
import { judgeConfig } from './judge-config.ts';
import { judgePolicy } from './judge-policy.ts';

/** No status is written more often. */
const minGapMs = 1_000;
/** Mere counts of nodes are written less often: a fleet that comes back changes them all the time. */
const countsGapMs = 10_000;

/** Stands for every setting. */
const all = '*';

export interface PublishSettingsDeps {
  /** Fenced: the leader alone writes. */
  readonly source: Pick<
    ResourceSource,
    'listSettings' | 'listenSettings' | 'readPolicy' | 'writeSettingStatus'
  >;
  readonly sessions: Pick<Sessions, 'all'>;
  readonly ceiling: Ceiling;
  readonly clock: Clock;
  readonly log: Log;
  /** How long after a change of leader agents may take to come back; until then no count is believed. */
  readonly settleMs: number;
}

/** Keeps the statuses of configs and policies what they are now: at most one write a second for each, none unchanged. */
export class SettingsPublisher {
  readonly #deps: PublishSettingsDeps;
  readonly #queue = new WorkQueue();
  /** By uid, on the monotonic clock. */
  readonly #writtenUs = new Map<string, number>();
  readonly #settledUs: number;

  constructor(deps: PublishSettingsDeps) {
    this.#deps = deps;
    this.#settledUs = deps.clock.monotonicUs() + deps.settleMs * 1_000;
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { source, log } = this.#deps;
    const onError = (key: string, error: unknown): void => {
      if (!signal.aborted)
        log.error({ err: error, setting: key }, 'Status of a setting could not be written');
    };
    // What is written of one may change what holds of others, as a policy does of the configs that name it.
    using _listening = source.listenSettings(() => this.#queue.add(all));
    this.#queue.add(all);
    await this.#queue.run((key) => this.#publish(key), onError, 1, signal);
  }

  /** An agent came or went. */
  onNode(): void {
    this.#queue.addAfter(all, minGapMs);
  }

  async #publish(key: string): Promise<void> {
    const { source, clock, log } = this.#deps;
    const settings = await source.listSettings();
    if (key === all) for (const setting of settings) this.#queue.add(toKey(setting));
    const stored = settings.find((setting) => toKey(setting) === key);
    if (stored === undefined) return;
    const unsettledMs = (this.#settledUs - clock.monotonicUs()) / 1_000;
    if (unsettledMs > 0) this.#queue.addAfter(key, unsettledMs + 1);
    const { kind, status } = stored;
    const { namespace, name, uid } = stored.metadata;
    const next = await this.#compute(stored);
    if (isDeepStrictEqual(next, status)) return;
    const hasNews = isNews(status, next);
    const writtenUs = this.#writtenUs.get(uid);
    const elapsedMs = writtenUs === undefined ? Infinity : (clock.monotonicUs() - writtenUs) / 1_000;
    const waitMs = (hasNews ? minGapMs : countsGapMs) - elapsedMs;
    if (waitMs > 0) return this.#queue.addAfter(key, waitMs);
    this.#writtenUs.set(uid, clock.monotonicUs());
    const written = await source.writeSettingStatus({ kind, namespace, name }, uid, next);
    if (written === 'gone') this.#writtenUs.delete(uid);
    else if (hasNews)
      log.info({ setting: key, conditions: next.conditions }, 'Status of a setting has changed');
  }

  async #compute(stored: StoredSetting): Promise<SettingStatus> {
    const { clock, sessions } = this.#deps;
    const nowIso = new Date(clock.unixUs() / 1_000).toISOString();
    if (stored.kind === 'PowerToolArgumentPolicy')
      return computePolicyStatus(stored, judgePolicy(stored.read), nowIso);
    const judged = await judgeConfig(stored.metadata.name, stored.read, this.#deps);
    const connected = sessions.all().filter((session) => session.connected);
    const isSettled = clock.monotonicUs() >= this.#settledUs;
    return computeConfigStatus(
      stored,
      judged,
      { agents: connected.map(({ facts }) => facts), isSettled },
      nowIso,
    );
  }
}

function toKey({ kind, metadata }: StoredSetting): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}
