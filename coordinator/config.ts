import {
  addressField,
  pathField,
  switchField,
  textField,
  wholeNumberField,
  wordField,
} from '../shared/config/fields.ts';
import { type Environment, readConfig } from '../shared/config/read-config.ts';

const fields = {
  /** Holds resources/, status/ and store/. */
  dataDirectory: pathField('TOE_DATA_DIR'),
  /** Where agents dial in. */
  agentListen: addressField('TOE_AGENT_LISTEN', '127.0.0.1:7444'),
  /** Where people and programs call. */
  apiListen: addressField('TOE_API_LISTEN', '127.0.0.1:7443'),
  /** Health, readiness and metrics, without authentication. */
  opsListen: addressField('TOE_OPS_LISTEN', '127.0.0.1:7445'),
  tlsAuthority: pathField('TOE_TLS_CA'),
  tlsCertificate: pathField('TOE_TLS_CERT'),
  tlsKey: pathField('TOE_TLS_KEY'),
  /** Free bytes of the store's disk below which no new upload is taken. */
  storeFloorBytes: wholeNumberField('TOE_STORE_FLOOR', 512 * 1024 * 1024),
  heartbeatIntervalMs: wholeNumberField('TOE_HEARTBEAT_MS', 10_000),
  /** How long all nodes of a capture may take to be prepared. */
  prepareTimeoutMs: wholeNumberField('TOE_PREPARE_TIMEOUT_MS', 10_000),
  logLevel: wordField('TOE_LOG_LEVEL', ['debug', 'info', 'warn', 'error'], 'info'),
  failpoints: textField('TOE_FAILPOINTS', (text) => text, ''),
  /** Shut down when standard input ends: the parent that holds its other end is gone. */
  exitWithStdin: switchField('TOE_EXIT_WITH_STDIN', false),
};

export type CoordinatorConfig = Extract<
  ReturnType<typeof readCoordinatorConfig>,
  { readonly kind: 'ready' }
>['config'];

/** The coordinator's configuration, or all faults of it in one message. */
export function readCoordinatorConfig(
  environment: Environment,
): ReturnType<typeof readConfig<typeof fields>> {
  return readConfig(environment, fields);
}
