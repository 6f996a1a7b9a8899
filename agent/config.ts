import {
  addressField,
  pairsField,
  pathField,
  switchField,
  textField,
  wholeNumberField,
  wordField,
} from '../shared/config/fields.ts';
import { type ConfigResult, type Environment, readConfig } from '../shared/config/read-config.ts';
import { type Failpoints, noFailpoints, parseFailpoints } from '../shared/runtime/failpoint.ts';

export interface AgentConfig {
  /** `host:port` of the coordinator's port for agents. */
  readonly coordinator: string;
  /** PEM files. */
  readonly tlsCa: string;
  readonly tlsCert: string;
  readonly tlsKey: string;
  readonly spoolDir: string;
  /** Bytes that stay free on the spool's disk; undefined: 5 % of it or 512 MiB, whichever is more. */
  readonly spoolFloor: number | undefined;
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly nodeLabels: ReadonlyMap<string, string>;
  readonly opsListen: string;
  readonly logLevel: string;
  readonly failpoints: Failpoints;
  /** The end of stdin is taken for SIGTERM, so that the agent does not outlive who started it. */
  readonly exitWithStdin: boolean;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The agent's whole configuration, from `TOE_…`. */
export function readAgentConfig(environment: Environment, kill: () => void): ConfigResult<AgentConfig> {
  return readConfig(environment, {
    coordinator: addressField('TOE_COORDINATOR'),
    tlsCa: pathField('TOE_TLS_CA'),
    tlsCert: pathField('TOE_TLS_CERT'),
    tlsKey: pathField('TOE_TLS_KEY'),
    spoolDir: pathField('TOE_SPOOL_DIR'),
    spoolFloor: wholeNumberField<undefined>('TOE_SPOOL_FLOOR', undefined),
    toolPaths: pairsField('TOE_TOOL_PATHS', new Map()),
    nodeLabels: pairsField('TOE_NODE_LABELS', new Map()),
    opsListen: addressField('TOE_OPS_LISTEN', '127.0.0.1:0'),
    logLevel: wordField('TOE_LOG_LEVEL', logLevels, 'info'),
    failpoints: textField('TOE_FAILPOINTS', (text) => parseFailpoints(text, kill), noFailpoints),
    exitWithStdin: switchField('TOE_EXIT_WITH_STDIN', false),
  });
}
