import type { KindName } from '../../../shared/kinds/kinds.ts';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import type { Log } from '../../../shared/log.ts';
import type {
  Created,
  CreatePowerTool,
  Found,
  Read,
  ResourceRef,
  ResourceSource,
  StoredPowerTool,
  WriteGuard,
} from '../resource-source.ts';
import type { SettingRef, SettingStatus, StoredSetting } from '../stored-setting.ts';
import { keepWatching, type WatchRule } from './keep-watching.ts';
import type { KindCaches } from './kind-caches.ts';
import type { KubeApi } from './kube-api.ts';
import type { KubeEvent, Listed } from './kube-events.ts';
import type { KubeObject } from './kube-object.ts';
import { resourceOf } from './kube-resource.ts';
import { patchSettingStatus } from './patch-setting-status.ts';
import { toResource } from './to-resource.ts';
import {
  patchStatus,
  patchStop,
  postPowerTool,
  removePowerTool,
  writeFinalizer,
} from './write-power-tool.ts';

export interface KubernetesSourceParts {
  readonly api: KubeApi;
  readonly caches: KindCaches;
  readonly defaults: {
    readonly configs: ReadonlyMap<string, Found<PowerToolConfigSpec>>;
    readonly policies: ReadonlyMap<string, Found<PowerToolArgumentPolicySpec>>;
  };
  /** Of the coordinator: configs, policies and processings are honoured only here. */
  readonly namespace: string;
  readonly rule: WatchRule;
  readonly log: Log;
}

interface Taker {
  replace(listed: Listed): void;
  apply(event: KubeEvent): void;
}

/** The resources of a cluster. Made by `openKubernetesResources`. */
export class KubernetesResourceSource implements ResourceSource {
  readonly #parts: KubernetesSourceParts;

  constructor(parts: KubernetesSourceParts) {
    this.#parts = parts;
  }

  /** Keeps all four Kinds up to date; without it the caches stay as they were opened. */
  async watch(onChange: (ref: ResourceRef) => void, signal: AbortSignal): Promise<void> {
    const { powerTools, configs, policies, processings } = this.#parts.caches;
    const known = powerTools.list().map(({ namespace, name }) => ({ namespace, name }));
    using _listening = powerTools.listen(onChange);
    for (const ref of known) onChange(ref);
    await Promise.all([
      this.#keep('PowerTool', powerTools, signal),
      this.#keep('PowerToolConfig', configs, signal),
      this.#keep('PowerToolArgumentPolicy', policies, signal),
      this.#keep('PowerToolProcessing', processings, signal),
    ]);
  }

  async readPowerTool(ref: ResourceRef): Promise<StoredPowerTool | undefined> {
    return this.#parts.caches.powerTools.read(ref)?.value;
  }

  async listPowerTools(namespace: string): Promise<readonly StoredPowerTool[]> {
    return this.#parts.caches.powerTools
      .list()
      .filter((object) => namespace === '' || object.namespace === namespace)
      .map(({ value }) => value);
  }

  async readConfig(tool: string): Promise<Read<PowerToolConfigSpec>> {
    const { caches, namespace, defaults } = this.#parts;
    return (
      caches.configs.read({ namespace, name: tool })?.value.read ??
      defaults.configs.get(tool) ?? { kind: 'absent' }
    );
  }

  async listConfigs(): Promise<readonly Found<PowerToolConfigSpec>[]> {
    const tools = new Set(this.#parts.defaults.configs.keys());
    for (const { name } of this.#parts.caches.configs.list()) tools.add(name);
    const reads = await Promise.all([...tools].toSorted().map((tool) => this.readConfig(tool)));
    return reads.filter((read) => read.kind === 'found');
  }

  async readPolicy(name: string): Promise<Read<PowerToolArgumentPolicySpec>> {
    const { caches, namespace, defaults } = this.#parts;
    const written = caches.policies.read({ namespace, name })?.value;
    return written?.read ?? defaults.policies.get(name) ?? { kind: 'absent' };
  }

  async listProcessings(): Promise<readonly Found<PowerToolProcessingSpec>[]> {
    const reads = this.#parts.caches.processings.list().map(({ value }) => value);
    return reads.filter((read) => read.kind === 'found');
  }

  async listSettings(): Promise<readonly StoredSetting[]> {
    const { configs, policies } = this.#parts.caches;
    return [...policies.list(), ...configs.list()].map(({ value }) => value);
  }

  listenSettings(onChange: () => void): Disposable {
    const { configs, policies } = this.#parts.caches;
    const listening = [configs.listen(onChange), policies.listen(onChange)];
    return {
      [Symbol.dispose]: () => {
        for (const each of listening) each[Symbol.dispose]();
      },
    };
  }

  async writeSettingStatus(
    ref: SettingRef,
    uid: string,
    status: SettingStatus,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone'> {
    const { api, caches } = this.#parts;
    const cache = ref.kind === 'PowerToolConfig' ? caches.configs : caches.policies;
    const written = await patchSettingStatus(api, ref, uid, { status, known: cache.read(ref), guard });
    if (written.kind === 'gone') return 'gone';
    cache.takeAnswer(written.object);
    return 'written';
  }

  async writeStatus(
    ref: ResourceRef,
    uid: string,
    status: PowerToolStatus,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone' | 'ended'> {
    const { api, caches } = this.#parts;
    const cached = caches.powerTools.read(ref);
    const known = cached === undefined ? undefined : { ...cached, status: cached.value.status };
    const written = await patchStatus(api, ref, uid, { status, known, guard });
    if (written.kind !== 'gone' && written.object !== undefined) this.#take(written.object);
    return written.kind;
  }

  async createPowerTool(input: CreatePowerTool, guard?: WriteGuard): Promise<Created> {
    const created = await postPowerTool(this.#parts.api, input, guard);
    if (created.kind !== 'created') return created;
    const read = toResource('PowerTool', created.object);
    if (read.kind === 'invalid') throw new Error(`Cannot honour what was created: ${read.message}`);
    this.#take(created.object);
    return { kind: 'created', resource: read.resource };
  }

  async requestStop(ref: ResourceRef, guard?: WriteGuard): Promise<'requested' | 'gone'> {
    const written = await patchStop(this.#parts.api, ref, guard);
    if (written.kind === 'gone') return 'gone';
    this.#take(written.object);
    return 'requested';
  }

  /** It is read until the watch tells that it is gone. */
  async deletePowerTool(ref: ResourceRef, uid?: string, guard?: WriteGuard): Promise<'deleted' | 'gone'> {
    return removePowerTool(this.#parts.api, ref, uid, guard);
  }

  async setFinalizer(
    ref: ResourceRef,
    uid: string,
    isWanted: boolean,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone'> {
    const written = await writeFinalizer(this.#parts.api, ref, uid, isWanted, guard);
    if (written.kind === 'written') this.#take(written.object);
    return written.kind;
  }

  #take(object: KubeObject): void {
    this.#parts.caches.powerTools.takeAnswer(object);
  }

  async #keep(kind: KindName, cache: Taker, signal: AbortSignal): Promise<void> {
    const { api, rule, log } = this.#parts;
    const resource = resourceOf(kind);
    const namespace = kind === 'PowerTool' ? '' : this.#parts.namespace;
    await keepWatching(
      {
        list: (listing) => api.list(resource, { namespace }, listing),
        watch: (resourceVersion, onEvent, watching) =>
          api.watch(resource, { namespace, resourceVersion }, onEvent, watching),
        onList: (listed) => cache.replace(listed),
        onEvent: (event) => cache.apply(event),
        log: log.child({ kind }),
        rule,
      },
      signal,
    );
  }
}
