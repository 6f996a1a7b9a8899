/** A Node object, as far as planning looks at it. */
export interface ClusterNode {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Its condition Ready is True. */
  readonly isReady: boolean;
  /** `spec.unschedulable`. */
  readonly isCordoned: boolean;
  readonly taints: readonly NodeTaint[];
  /** RFC 3339; `''` where nobody deleted it. */
  readonly deletionTimestamp: string;
}

export interface NodeTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
  /** RFC 3339; `''` where it is not known. */
  readonly timeAdded: string;
}

/** A pod that a selector matched and that has a node. */
export interface ClusterPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly nodeName: string;
  readonly phase: string;
  readonly containers: readonly PodContainer[];
}

export interface PodContainer {
  readonly name: string;
  /** Without its runtime's prefix, as `3f1c…`; `''` while it has none. */
  readonly containerId: string;
  readonly isRunning: boolean;
}

/** `matchLabels` and `matchExpressions` as in Kubernetes. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelRequirement[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

export interface PodQuery {
  readonly labelSelector: LabelSelector;
  readonly namespaces: readonly string[];
}

/**
 * The machines and pods around the coordinator. Standalone mode has none: its nodes are the agents that connected.
 * Nodes are read from memory; pods are asked for when they are needed, in as few requests as their pages take.
 */
export interface ClusterView {
  listNodes(): readonly ClusterNode[];
  readNode(name: string): ClusterNode | undefined;
  /** Calls for every node that is added, removed or changed in what a ClusterNode says, until disposed of. */
  listen(listener: (node: string) => void): Disposable;
  findPods(query: PodQuery, signal: AbortSignal): Promise<readonly ClusterPod[]>;
  /** Names of the namespaces that a selector matches. */
  findNamespaces(selector: LabelSelector, signal: AbortSignal): Promise<readonly string[]>;
}
