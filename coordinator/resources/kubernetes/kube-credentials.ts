import { KubeConfig } from '@kubernetes/client-node';

/** Where the API server is and as whom to speak to it. */
export type KubeCredentials =
  /** The service account of the pod; its token is read again as it is renewed. */
  | { readonly kind: 'in-cluster' }
  | { readonly kind: 'token'; readonly url: string; readonly ca: string; readonly token: string }
  /** The current context of a kubeconfig file. */
  | { readonly kind: 'kubeconfig'; readonly path: string };

/** Throws an Error with a remedy where the credentials cannot be read. */
export function toKubeConfig(credentials: KubeCredentials): KubeConfig {
  const config = new KubeConfig();
  switch (credentials.kind) {
    case 'in-cluster':
      config.loadFromCluster();
      return config;
    case 'token': {
      const { url, ca, token } = credentials;
      config.loadFromClusterAndUser(
        { name: 'cluster', server: url, caData: Buffer.from(ca).toString('base64'), skipTLSVerify: false },
        { name: 'user', token },
      );
      return config;
    }
    case 'kubeconfig':
      loadFile(config, credentials.path);
      return config;
    default:
      return credentials satisfies never;
  }
}

function loadFile(config: KubeConfig, path: string): void {
  try {
    config.loadFromFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read kubeconfig "${path}": ${why}: name a file that kubectl can use`, {
      cause: error,
    });
  }
  if (config.getCurrentCluster() === null || config.getCurrentUser() === null) {
    const why = 'its current context names no cluster and user that it holds';
    throw new Error(`Cannot use kubeconfig "${path}": ${why}: choose one with kubectl config use-context`);
  }
}
