import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Sessions } from '../../coordinator/agents/sessions.ts';
import { makeFence } from '../../coordinator/leadership/fence.ts';
import { fenceSource } from '../../coordinator/resources/fence-source.ts';
import type { ResourceSource } from '../../coordinator/resources/resource-source.ts';
import { openResourceFolder } from '../../coordinator/resources/standalone/open-resource-folder.ts';
import type { SettingStatus } from '../../coordinator/resources/stored-setting.ts';
import { type Ceiling, noCeiling } from '../../coordinator/settings/ceiling.ts';
import { SettingsPublisher } from '../../coordinator/settings/publish-settings.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../shared/arguments/default-policies.ts';
import type { NodeFacts } from '../../shared/domain/node-facts.ts';
import { silentLog } from '../../shared/log.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { waitUntil } from '../faults/harness/wait-until.ts';

export const perf = { subcommands: [{ name: 'record', outputs: [{ name: 'profile', path: 'perf.data' }] }] };

/** A folder of resources that is watched, and publishers of the statuses beside it, under a clock that stands still. */
export class SettingsStage implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly source: ResourceSource;
  readonly written: { readonly name: string; readonly status: SettingStatus }[] = [];
  /** Facts of the connected agents. */
  agents: readonly NodeFacts[] = [];
  /** Whether the publishers lead. */
  isHeld = true;
  /** How often publishers have looked at all there is. */
  looks = 0;
  readonly #folder: string;
  readonly #undo: AsyncDisposableStack;

  private constructor(folder: string, source: ResourceSource, undo: AsyncDisposableStack) {
    this.#folder = folder;
    this.source = source;
    this.#undo = undo;
  }

  static async start(): Promise<SettingsStage> {
    const undo = new AsyncDisposableStack();
    const folder = await mkdtemp(join(tmpdir(), 'toe-settings-'));
    undo.defer(() => rm(folder, { recursive: true, force: true }));
    const options = { dataDir: folder, defaults: defaultConfigs, defaultPolicies, log: silentLog };
    const source = await openResourceFolder({ ...options, settleMs: 20, pollMs: 100 });
    const watching = new AbortController();
    const watched = source.watch(() => undefined, watching.signal);
    undo.defer(async () => {
      watching.abort();
      await watched;
    });
    return new SettingsStage(folder, source, undo);
  }

  /** Publishes as a leader does, until it is stopped or the stage ends. */
  publish(
    ceiling: Partial<Ceiling> = {},
    settleMs = 0,
  ): { readonly publisher: SettingsPublisher; readonly stop: () => Promise<void> } {
    const controller = new AbortController();
    const { signal } = controller;
    const fenced = fenceSource(this.source, makeFence({ isHeld: () => this.isHeld }), signal);
    const all = () => this.agents.map((facts) => ({ facts, connected: true }));
    const publisher = new SettingsPublisher({
      source: {
        readPolicy: (name) => fenced.readPolicy(name),
        listenSettings: (onChange) => fenced.listenSettings(onChange),
        listSettings: () => {
          this.looks += 1;
          return fenced.listSettings();
        },
        writeSettingStatus: async (ref, uid, status) => {
          const result = await fenced.writeSettingStatus(ref, uid, status);
          this.written.push({ name: ref.name, status });
          return result;
        },
      },
      sessions: { all } as unknown as Sessions,
      ceiling: { ...noCeiling, ...ceiling },
      clock: this.clock,
      log: silentLog,
      settleMs,
    });
    const running = publisher.run(signal);
    const stop = async (): Promise<void> => {
      controller.abort();
      await running;
    };
    this.#undo.defer(stop);
    return { publisher, stop };
  }

  async put(kind: string, name: string, spec: object): Promise<void> {
    const object = { apiVersion: 'toe.run/v1alpha1', kind, metadata: { name }, spec };
    await writeFile(join(this.#folder, 'resources', `${kind}-${name}.yaml`), JSON.stringify(object));
  }

  async putConfig(fields: object = {}): Promise<void> {
    await this.put('PowerToolConfig', 'perf', { ...perf, ...fields });
  }

  /** A policy "narrow" of `perf record`. */
  async putPolicy(...options: readonly object[]): Promise<void> {
    const subcommands = [{ name: 'record', options }];
    await this.put('PowerToolArgumentPolicy', 'narrow', { tool: 'perf', subcommands });
  }

  /** What people read beside the files; undefined before there is one. */
  async readStatus(kind: string, name: string): Promise<unknown> {
    const path = join(this.#folder, 'status', kind, 'toe-system', `${name}.yaml`);
    const record: unknown = parse(await readFile(path, 'utf8').catch(() => ''));
    return typeof record === 'object' && record !== null && 'status' in record ? record.status : undefined;
  }

  /** Resolves when publishers have looked so many times more. */
  async untilLooked(times: number): Promise<void> {
    const until = this.looks + times;
    await waitUntil(() => (this.looks >= until ? true : undefined), {
      timeoutMs: 15_000,
      what: `look ${until} at the settings`,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#undo.disposeAsync();
  }
}
