import {
  addressField,
  pathField,
  switchField,
  textField,
  wholeNumberField,
  wordField,
} from '../shared/config/fields.ts';
import {
  type ConfigResult,
  type Environment,
  faultyConfig,
  readConfig,
  readyConfig,
} from '../shared/config/read-config.ts';
import { parseBytes } from '../shared/domain/quantity.ts';
import { type StoreConfig, type StoreValues, storeFields, toStoreConfig } from './artifacts/store-config.ts';
import type { IdentityConfig } from './identity/choose-identity.ts';
import type { ServiceAccount } from './identity/judge-node.ts';
import type { Ceiling } from './settings/ceiling.ts';
import { ceilingFields, toCeiling } from './settings/ceiling-fields.ts';

const fields = {
  /** Of this process alone: work in progress, and in standalone mode resources/ and status/. */
  dataDirectory: pathField('TOE_DATA_DIR'),
  ...storeFields,
  /** Where resources come from: files in a folder (standalone mode) or the API server of a cluster. */
  resources: wordField('TOE_RESOURCES', ['folder', 'cluster'], 'folder'),
  /** A kubeconfig to reach the API server by; without it the service account of the pod. */
  kubeconfig: pathField('TOE_KUBECONFIG', undefined),
  /** `host:port` of this replica's port for agents, as other pods reach it. */
  advertise: addressField('TOE_ADVERTISE', ''),
  /** Of this replica, for the Lease and for events. */
  podName: textField('TOE_POD_NAME', (text) => text, ''),
  /** Of the coordinator itself, in its own namespace. */
  serviceAccount: textField('TOE_SERVICE_ACCOUNT', (text) => text, 'toe-coordinator'),
  /** Where the API server calls the admission webhook. */
  webhookListen: addressField('TOE_WEBHOOK_LISTEN', '0.0.0.0:7446'),
  /** The keys of stamps: 32 random bytes in base64 a line; the first stamps, all check. */
  stampKey: pathField('TOE_STAMP_KEY', undefined),
  /** How long others leave the Lease alone after they saw it renewed. */
  leaseSeconds: wholeNumberField('TOE_LEASE_SECONDS', 15),
  /** After a change of leader, how long agents may take to come back. */
  settleMs: wholeNumberField('TOE_SETTLE_MS', 20_000),
  /** Where agents dial in. */
  agentListen: addressField('TOE_AGENT_LISTEN', '127.0.0.1:7444'),
  /** Where people and programs call. */
  apiListen: addressField('TOE_API_LISTEN', '127.0.0.1:7443'),
  /** Health, readiness and metrics, without authentication. */
  opsListen: addressField('TOE_OPS_LISTEN', '127.0.0.1:7445'),
  /** By what callers are known: client certificates, or tokens that the API server reviews. */
  identity: wordField('TOE_IDENTITY', ['certificates', 'tokens'], 'certificates'),
  /** `<namespace>:<name>` of the agents' service account. */
  agentServiceAccount: textField<ServiceAccount | undefined>(
    'TOE_AGENT_SERVICE_ACCOUNT',
    parseServiceAccount,
    undefined,
  ),
  /** The coordinator's own namespace; `''` where there is none. */
  home: textField('TOE_NAMESPACE', parseNamespace, ''),
  /** The authority of clients' certificates; with tokens, that of the replicas' own. */
  tlsAuthority: pathField('TOE_TLS_CA', undefined),
  tlsCertificate: pathField('TOE_TLS_CERT'),
  tlsKey: pathField('TOE_TLS_KEY'),
  ...ceilingFields,
  /** Bytes of files that the store may hold; the oldest captures lose theirs. 0: no limit. */
  retentionBytes: textField('TOE_RETENTION_BYTES', parseRetentionBytes, 0),
  /** Ended captures of one template that keep their files. 0: no limit. */
  retentionRuns: wholeNumberField('TOE_RETENTION_RUNS', 0),
  heartbeatIntervalMs: wholeNumberField('TOE_HEARTBEAT_MS', 10_000),
  /** How long all nodes of a capture may take to be prepared. */
  prepareTimeoutMs: wholeNumberField('TOE_PREPARE_TIMEOUT_MS', 10_000),
  logLevel: wordField('TOE_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
  failpoints: textField('TOE_FAILPOINTS', (text) => text, ''),
  /** Shut down when standard input ends: the parent that holds its other end is gone. */
  exitWithStdin: switchField('TOE_EXIT_WITH_STDIN', false),
};

type Fields = Extract<ReturnType<typeof readConfig<typeof fields>>, { readonly kind: 'ready' }>['config'];

export type CoordinatorConfig = Omit<
  Fields,
  'identity' | 'agentServiceAccount' | 'tlsAuthority' | keyof StoreValues | keyof typeof ceilingFields
> & {
  readonly ceiling: Ceiling;
  readonly identity: IdentityConfig;
  readonly store: StoreConfig;
  /** The authority of the replicas' own certificates, by which a follower passes calls on to the leader. */
  readonly relayAuthority: string | undefined;
};

/** The coordinator's configuration, or all faults of it in one message. */
export function readCoordinatorConfig(environment: Environment): ConfigResult<CoordinatorConfig> {
  const read = readConfig(environment, fields);
  if (read.kind === 'faulty') return read;
  const { identity, agentServiceAccount: agents, tlsAuthority: authority, ...others } = read.config;
  const chosen = toStoreConfig(others, others.dataDirectory);
  if (chosen.kind === 'faulty') return faultyConfig(chosen.faults);
  const { store } = chosen;
  const relayAuthority = identity === 'tokens' ? authority : undefined;
  const rest = { ...others, store, relayAuthority, ceiling: toCeiling(others) };
  const lacking = rest.resources === 'cluster' ? listLacking(rest) : [];
  if (lacking.length > 0)
    return faultyConfig(lacking.map((name) => `${name} is not set: a cluster needs it`));
  if (identity === 'certificates') {
    if (authority === undefined)
      return faultyConfig(['TOE_TLS_CA is not set: the authority of the client certificates is right']);
    return readyConfig<CoordinatorConfig>({ ...rest, identity: { kind: 'certificates', authority } });
  }
  const faults = [
    ...(agents === undefined
      ? ["TOE_AGENT_SERVICE_ACCOUNT is not set: <namespace>:<name> of the agents' service account is right"]
      : []),
    ...(rest.home === '' ? ["TOE_NAMESPACE is not set: the coordinator's own namespace is right"] : []),
  ];
  if (agents === undefined || faults.length > 0) return faultyConfig(faults);
  return readyConfig<CoordinatorConfig>({ ...rest, identity: { kind: 'tokens', agents } });
}

function listLacking(config: {
  readonly home: string;
  readonly podName: string;
  readonly advertise: string;
  readonly stampKey: string | undefined;
}): readonly string[] {
  return [
    ['TOE_NAMESPACE', config.home],
    ['TOE_POD_NAME', config.podName],
    ['TOE_ADVERTISE', config.advertise],
    ['TOE_STAMP_KEY', config.stampKey ?? ''],
  ].flatMap(([name = '', value]) => (value === '' ? [name] : []));
}

const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function parseServiceAccount(text: string): ServiceAccount {
  const [namespace = '', name = '', ...more] = text.split(':');
  if (!label.test(namespace) || !subdomain.test(name) || more.length > 0)
    throw new RangeError(`${JSON.stringify(text)} is no service account: write <namespace>:<name>`);
  return { namespace, name };
}

function parseRetentionBytes(text: string): number {
  const bytes = parseBytes(text);
  if (bytes === undefined)
    throw new RangeError(`${JSON.stringify(text)} is no amount: write bytes, as 500Gi`);
  return bytes;
}

function parseNamespace(text: string): string {
  if (!label.test(text)) throw new RangeError(`${JSON.stringify(text)} is no namespace`);
  return text;
}
