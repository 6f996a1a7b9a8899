import type { Authority } from '../../shared/pki/authority.ts';
import type { CertificateFiles } from '../../shared/pki/certificate-files.ts';
import type { ListenAddresses } from './ports.ts';
import type { StateDirectory } from './state-directory.ts';

type Environment = Readonly<Record<string, string>>;

/** What both children are told. */
export interface ChildSettings {
  readonly state: StateDirectory;
  readonly addresses: ListenAddresses;
  readonly authority: Authority;
  readonly inherited: Environment;
  readonly logLevel: string;
  readonly failpoints: string;
}

/** Configuration of coordinator/main.ts. */
export function toCoordinatorEnvironment(
  settings: ChildSettings,
  certificate: CertificateFiles,
): Environment {
  return {
    ...toCommonEnvironment(settings, certificate),
    TOE_DATA_DIR: settings.state.coordinator,
    TOE_AGENT_LISTEN: settings.addresses.agent,
    TOE_API_LISTEN: settings.addresses.api,
    TOE_OPS_LISTEN: settings.addresses.ops,
  };
}

export interface AgentSettings extends ChildSettings {
  /** `host:port` that the coordinator said it listens on. */
  readonly coordinatorAddress: string;
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
}

/** Configuration of agent/main.ts. */
export function toAgentEnvironment(settings: AgentSettings, certificate: CertificateFiles): Environment {
  return {
    ...toCommonEnvironment(settings, certificate),
    TOE_COORDINATOR: toDialAddress(settings.coordinatorAddress),
    TOE_SPOOL_DIR: settings.state.spool,
    TOE_TOOL_PATHS: toPairs(settings.toolPaths),
    TOE_NODE_LABELS: toPairs(settings.labels),
    TOE_OPS_LISTEN: settings.addresses.agentOps,
  };
}

function toCommonEnvironment(settings: ChildSettings, certificate: CertificateFiles): Environment {
  return {
    ...settings.inherited,
    TOE_TLS_CA: settings.authority.certificatePath,
    TOE_TLS_CERT: certificate.certificatePath,
    TOE_TLS_KEY: certificate.keyPath,
    TOE_LOG_LEVEL: settings.logLevel,
    TOE_FAILPOINTS: settings.failpoints,
    TOE_EXIT_WITH_STDIN: '1',
  };
}

/** By name, since Node refuses an IP address as the name of a TLS server. */
function toDialAddress(address: string): string {
  return address.replace(/^(127\.0\.0\.1|\[::1\]|0\.0\.0\.0)(?=:)/, 'localhost');
}

const toPairs = (map: ReadonlyMap<string, string>): string =>
  [...map].map(([key, value]) => `${key}=${value}`).join(',');
