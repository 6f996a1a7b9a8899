/** What was typed and what is there, as far as it decides which coordinator is meant. */
export interface ConnectionFacts {
  /** Options that mean one coordinator by its address or state directory, as typed: `--server`, `--state-dir`. */
  readonly directOptions: readonly string[];
  /** Options that mean a cluster, as typed: `--kubeconfig`, `--context`. */
  readonly clusterOptions: readonly string[];
  /** Whether `toe up` runs with the state directory. */
  readonly isStandaloneRunning: boolean;
  readonly isKubeconfigThere: boolean;
}

export type ConnectionChoice =
  /** An address, or what `toe up` runs. */
  | { readonly kind: 'direct' }
  | { readonly kind: 'cluster' }
  | { readonly kind: 'none' }
  /** Options that mean two coordinators. */
  | { readonly kind: 'contradiction'; readonly options: readonly string[] };

/** Which coordinator is meant: what is typed first, then the one on this machine, then the kubeconfig's cluster. */
export function chooseConnection(facts: ConnectionFacts): ConnectionChoice {
  const { directOptions, clusterOptions } = facts;
  if (directOptions.length > 0 && clusterOptions.length > 0) {
    return { kind: 'contradiction', options: [...directOptions, ...clusterOptions] };
  }
  if (directOptions.length > 0) return { kind: 'direct' };
  if (clusterOptions.length > 0) return { kind: 'cluster' };
  if (facts.isStandaloneRunning) return { kind: 'direct' };
  return facts.isKubeconfigThere ? { kind: 'cluster' } : { kind: 'none' };
}
