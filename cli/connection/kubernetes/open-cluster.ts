import type { Clock } from '../../../shared/runtime/clock.ts';
import type { CaptureClient } from '../capture-client.ts';
import { ClusterApi } from './cluster-api.ts';
import { makeClusterClient } from './cluster-client.ts';
import { loadKubeconfig } from './load-kubeconfig.ts';
import { parseServiceAccount } from './service-account.ts';

export interface ClusterRequest {
  /** Kubeconfig files. */
  readonly paths: readonly string[];
  /** Undefined: the current one. */
  readonly context: string | undefined;
  /** Of captures; undefined: the context's. */
  readonly namespace: string | undefined;
  readonly coordinatorNamespace: string;
  /** `NAMESPACE/NAME`. */
  readonly asServiceAccount: string | undefined;
}

export interface OpenedCluster {
  readonly client: CaptureClient;
  readonly namespace: string;
  /** Which cluster it is, for people. */
  readonly title: string;
}

/** Reads the kubeconfig; nothing is sent yet. Throws a CliError. */
export async function openCluster(
  request: ClusterRequest,
  deps: { readonly clock: Clock; readonly note: (text: string) => void },
): Promise<OpenedCluster> {
  const kubeconfig = await loadKubeconfig(request.paths, request.context);
  const { asServiceAccount } = request;
  const namespace = request.namespace ?? kubeconfig.namespace ?? 'default';
  const client = makeClusterClient({
    ...deps,
    kubeconfig,
    api: new ClusterApi(kubeconfig),
    namespace: request.coordinatorNamespace,
    serviceAccount: asServiceAccount === undefined ? undefined : parseServiceAccount(asServiceAccount),
  });
  return {
    client,
    namespace,
    title: `context "${kubeconfig.context}" (${kubeconfig.server}), namespace "${namespace}"`,
  };
}
