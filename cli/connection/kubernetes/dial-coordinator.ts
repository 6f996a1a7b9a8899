import { callbackify } from 'node:util';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { Clock } from '../../../shared/runtime/clock.ts';
import type { Peer } from '../../cli-error.ts';
import { type CaptureClient, callCoordinator } from '../capture-client.ts';
import { type CoordinatorPlace, findCoordinator, readAuthority } from './find-coordinator.ts';
import { forwardPort } from './forward-port.ts';
import { requireBearer } from './read-credential.ts';
import { makeServiceAccountTokens, type ServiceAccountName } from './service-account.ts';

/** Port of the coordinator's pod on which people are answered. */
const apiPort = 7443;
/** The name in the coordinator's certificate. */
const certificateName = 'toe-coordinator';

export interface DialOptions extends CoordinatorPlace {
  /** Whose tokens prove the person to the coordinator; undefined: the kubeconfig's own. */
  readonly serviceAccount: ServiceAccountName | undefined;
  readonly clock: Clock;
}

/**
 * Calls the coordinator's pods through a port-forward of our own. Throws a CliError where the person has no token,
 * the coordinator's authority cannot be read, or none of its pods is ready.
 */
export async function dialCoordinator(options: DialOptions): Promise<CaptureClient> {
  const { kubeconfig, namespace, serviceAccount } = options;
  const readToken =
    serviceAccount === undefined
      ? async () => requireBearer(kubeconfig)
      : makeServiceAccountTokens(serviceAccount, options);
  await readToken();
  const authority = await readAuthority(options);
  // Once before it is needed: its faults are told better here than by a connection that breaks.
  await findCoordinator(options);
  const forwarded = await forwardPort({
    config: kubeconfig.config,
    namespace,
    port: apiPort,
    findPod: async (signal) => findCoordinator(options, signal),
  });
  const authorize = async (_call: unknown): Promise<Metadata> => {
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await readToken()}`);
    return metadata;
  };
  // For every call anew, since a token may have been renewed. grpc-js sends it only inside TLS.
  const bearer = credentials.createFromMetadataGenerator(callbackify(authorize));
  const client = callCoordinator({
    address: `127.0.0.1:${forwarded.port}`,
    credentials: credentials.combineChannelCredentials(credentials.createSsl(authority), bearer),
    // A proxy of the environment is none for the way to ourselves.
    channelOptions: { 'grpc.ssl_target_name_override': certificateName, 'grpc.enable_http_proxy': 0 },
    peer: { ...toPeer(options), explainBreak: () => forwarded.lastFailure() },
  });
  return {
    ...client,
    close: () => {
      client.close();
      forwarded.close();
    },
  };
}

/** The coordinator of a cluster in words. */
export function toPeer({ kubeconfig, namespace }: CoordinatorPlace): Peer {
  return {
    title: `the coordinator in namespace "${namespace}" of context "${kubeconfig.context}"`,
    startIt: `kubectl --context ${kubeconfig.context} -n ${namespace} get pods`,
    proveOneself:
      'log in again, ask an administrator for this right, or call as a service account: --as-service-account NAMESPACE/NAME',
  };
}
