import { access } from 'node:fs/promises';
import type { Clock } from '../../shared/runtime/clock.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { type CaptureClient, makeCaptureClient } from './capture-client.ts';
import { chooseConnection } from './choose-connection.ts';
import { readEndpoint } from './endpoint.ts';
import { isUpProcessAlive, readUpFile } from './up-file.ts';

/** What the options of a command say about its coordinator. */
export interface ConnectionOptions {
  /** Of captures; undefined where it is not given. */
  readonly namespace: string | undefined;
  readonly stateDirectory: string;
  readonly isStateDirectoryGiven: boolean;
  readonly server: string | undefined;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly coordinatorNamespace: string | undefined;
  readonly asServiceAccount: string | undefined;
}

export interface ConnectionDependencies {
  readonly login: string;
  readonly clock: Clock;
  /** Kubeconfig files that are used unless another one is given. */
  readonly kubeconfig: KubeconfigFiles;
  readonly note: (text: string) => void;
  /** Tells which cluster is used. */
  readonly announce: (text: string) => void;
}

export interface KubeconfigFiles {
  readonly paths: readonly string[];
  /** Whether $KUBECONFIG names them: they are then meant, there or not. */
  readonly isNamed: boolean;
}

export interface OpenedConnection {
  readonly client: CaptureClient;
  /** The namespace of captures. */
  readonly namespace: string;
}

const defaultCoordinatorNamespace = 'toe-system';

/** Makes the client of the coordinator that is meant. Throws a CliError where none is, or two are. */
export async function openConnection(
  options: ConnectionOptions,
  deps: ConnectionDependencies,
): Promise<OpenedConnection> {
  const isKubeconfigThere = deps.kubeconfig.isNamed || (await isSomeThere(deps.kubeconfig.paths));
  const upFile = await readUpFile(options.stateDirectory);
  const choice = chooseConnection({
    directOptions: listGiven([
      ['--server', options.server],
      ['--state-dir', options.isStateDirectoryGiven ? options.stateDirectory : undefined],
    ]),
    clusterOptions: listGiven([
      ['--kubeconfig', options.kubeconfig],
      ['--context', options.context],
      ['--coordinator-namespace', options.coordinatorNamespace],
      ['--as-service-account', options.asServiceAccount],
    ]),
    // Where there is nothing else, one that has died is named by the failure to reach it.
    isStandaloneRunning: upFile !== undefined && (isUpProcessAlive(upFile) || !isKubeconfigThere),
    isKubeconfigThere,
  });
  switch (choice.kind) {
    case 'direct': {
      const client = makeCaptureClient(await readEndpoint({ ...options, login: deps.login }));
      return { client, namespace: options.namespace ?? 'default' };
    }
    case 'cluster': {
      // client-node takes a third of a second to load, which only those wait for who use a cluster.
      const { openCluster } = await import('./kubernetes/open-cluster.ts');
      const request = {
        ...options,
        paths: options.kubeconfig === undefined ? deps.kubeconfig.paths : [options.kubeconfig],
        coordinatorNamespace: options.coordinatorNamespace ?? defaultCoordinatorNamespace,
      };
      const { client, namespace, title } = await openCluster(request, deps);
      deps.announce(`Using ${title}`);
      return { client, namespace };
    }
    case 'contradiction':
      throw new CliError(
        `Cannot reach the coordinator: ${choice.options.join(' and ')} mean different ones: give either an address or a cluster`,
        { exitCode: exitCodes.usage },
      );
    case 'none':
      throw new CliError(
        `Cannot reach the coordinator: none is running with state directory "${options.stateDirectory}", and there is no kubeconfig: start one with "toe up", name a cluster with --kubeconfig (or $KUBECONFIG), or an address with --server`,
        { next: 'toe up' },
      );
    default:
      return choice satisfies never;
  }
}

function listGiven(options: readonly (readonly [string, string | undefined])[]): readonly string[] {
  return options.flatMap(([option, value]) => (value === undefined ? [] : [option]));
}

async function isSomeThere(paths: readonly string[]): Promise<boolean> {
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
