import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../../shared/log.ts';
import type {
  ClusterNode,
  ClusterPod,
  ClusterView,
  LabelSelector,
  PodQuery,
} from '../../cluster/cluster-view.ts';
import { defaultWatchRule, keepWatching, type WatchRule } from './keep-watching.ts';
import type { KubeApi } from './kube-api.ts';
import { ObjectCache } from './object-cache.ts';
import { toClusterNode, trimNode } from './to-cluster-node.ts';
import { toClusterPod, trimPod } from './to-cluster-pod.ts';
import { toSelectorText } from './to-selector-text.ts';

const nodes = { group: '', version: 'v1', plural: 'nodes' };
const pods = { group: '', version: 'v1', plural: 'pods' };
const namespaces = { group: '', version: 'v1', plural: 'namespaces' };
const allNodes = { namespace: '', trim: trimNode };
const alivePods = 'spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed';

export interface ClusterViewOptions {
  readonly api: KubeApi;
  readonly log: Log;
  readonly rule?: WatchRule;
}

/** Lists the nodes once, so that they can be read before `watch` runs. Throws an Error with a remedy. */
export async function openKubernetesClusterView(
  options: ClusterViewOptions,
  signal: AbortSignal,
): Promise<KubernetesClusterView> {
  const view = new KubernetesClusterView(options);
  try {
    await view.listOnce(signal);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const remedy = 'give the coordinator the rights of its chart';
    throw new Error(`Cannot read nodes from the API server: ${why}: ${remedy}`, { cause: error });
  }
  return view;
}

/** The nodes and pods of a cluster. Made by `openKubernetesClusterView`. */
export class KubernetesClusterView implements ClusterView {
  readonly #options: ClusterViewOptions;
  /** A node writes its status all the time; what a ClusterNode says seldom changes. */
  readonly #nodes = new ObjectCache(
    toClusterNode,
    (before, after) => !isDeepStrictEqual(before.value, after.value),
  );

  constructor(options: ClusterViewOptions) {
    this.#options = options;
  }

  async listOnce(signal: AbortSignal): Promise<void> {
    this.#nodes.replace(await this.#options.api.list(nodes, allNodes, signal));
  }

  /** Keeps the nodes up to date until the signal aborts; without it they stay as they were opened. */
  async watch(signal: AbortSignal): Promise<void> {
    const { api, log, rule = defaultWatchRule } = this.#options;
    await keepWatching(
      {
        list: (listing) => api.list(nodes, allNodes, listing),
        watch: (resourceVersion, onEvent, watching) =>
          api.watch(nodes, { ...allNodes, resourceVersion }, onEvent, watching),
        onList: (listed) => this.#nodes.replace(listed),
        onEvent: (event) => this.#nodes.apply(event),
        log: log.child({ kind: 'Node' }),
        rule,
      },
      signal,
    );
  }

  listNodes(): readonly ClusterNode[] {
    return this.#nodes.list().map(({ value }) => value);
  }

  readNode(name: string): ClusterNode | undefined {
    return this.#nodes.read({ namespace: '', name })?.value;
  }

  listen(listener: (node: string) => void): Disposable {
    return this.#nodes.listen(({ name }) => listener(name));
  }

  async findPods(asked: PodQuery, signal: AbortSignal): Promise<readonly ClusterPod[]> {
    const query = {
      labelSelector: toSelectorText(asked.labelSelector),
      fieldSelector: alivePods,
      trim: trimPod,
    };
    const found: ClusterPod[] = [];
    for (const namespace of asked.namespaces.includes('') ? [''] : new Set(asked.namespaces)) {
      const { objects } = await this.#options.api.list(pods, { ...query, namespace }, signal);
      found.push(...objects.map(toClusterPod).filter((pod) => pod !== undefined));
    }
    return found;
  }

  async findNamespaces(selector: LabelSelector, signal: AbortSignal): Promise<readonly string[]> {
    const query = { namespace: '', labelSelector: toSelectorText(selector), trim: () => undefined };
    const { objects } = await this.#options.api.list(namespaces, query, signal);
    return objects.map(({ name }) => name);
  }
}
