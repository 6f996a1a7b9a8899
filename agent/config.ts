import { isOpenToAll, parseEndpoint } from '../shared/config/endpoint.ts';
import {
  addressField,
  pairsField,
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
import { type Failpoints, noFailpoints, parseFailpoints } from '../shared/runtime/failpoint.ts';
import type { CredentialFiles } from './connection/read-credential.ts';
import type { ObjectStore } from './uploads/store-connection.ts';

export interface AgentConfig {
  /** `host:port` of the coordinator's port for agents. */
  readonly coordinator: string;
  readonly credential: CredentialFiles;
  readonly spoolDir: string;
  /**
   * Bytes that stay free on the spool's disk; undefined: 5 % of it or 512 MiB, whichever is more; with a token, so
   * in Kubernetes, 20 % or 5 GiB.
   */
  readonly spoolFloor: number | undefined;
  /** Bytes of sealed files that are not delivered, beyond which no further run begins; undefined: 25 % of the disk. */
  readonly spoolLimit: number | undefined;
  /** Bytes a second that all uploads of the node may take together, whatever captures ask. */
  readonly maxUploadRate: number;
  readonly toolPaths: ReadonlyMap<string, string>;
  readonly nodeLabels: ReadonlyMap<string, string>;
  /** Where the agent may store parts of artifacts itself; undefined: everything goes to the coordinator. */
  readonly objectStore: ObjectStore | undefined;
  readonly opsListen: string;
  readonly logLevel: string;
  readonly failpoints: Failpoints;
  /** The end of stdin is taken for SIGTERM, so that the agent does not outlive who started it. */
  readonly exitWithStdin: boolean;
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The agent's whole configuration, from `TOE_…`. */
export function readAgentConfig(environment: Environment, kill: () => void): ConfigResult<AgentConfig> {
  const read = readConfig(environment, {
    coordinator: addressField('TOE_COORDINATOR'),
    /** The authority that signed the coordinator's certificate. */
    ca: pathField('TOE_TLS_CA'),
    certificate: pathField('TOE_TLS_CERT', undefined),
    key: pathField('TOE_TLS_KEY', undefined),
    /** A projected service-account token for the audience `toe-coordinator`. */
    token: pathField('TOE_TOKEN_FILE', undefined),
    /** Beside a token: the node that it has to be of. */
    nodeName: textField('TOE_NODE_NAME', (text) => text, ''),
    spoolDir: pathField('TOE_SPOOL_DIR'),
    spoolFloor: wholeNumberField<undefined>('TOE_SPOOL_FLOOR', undefined),
    spoolLimit: wholeNumberField<undefined>('TOE_SPOOL_LIMIT', undefined),
    maxUploadRate: textField('TOE_MAX_UPLOAD_RATE', parseRate, 50_000_000),
    toolPaths: pairsField('TOE_TOOL_PATHS', new Map()),
    nodeLabels: pairsField('TOE_NODE_LABELS', new Map()),
    s3Endpoint: textField('TOE_S3_ENDPOINT', parseEndpoint, ''),
    s3Ca: pathField('TOE_S3_CA', undefined),
    s3Plaintext: switchField('TOE_S3_PLAINTEXT', false),
    opsListen: addressField('TOE_OPS_LISTEN', '127.0.0.1:0'),
    logLevel: wordField('TOE_LOG_LEVEL', logLevels, 'info'),
    failpoints: textField('TOE_FAILPOINTS', (text) => parseFailpoints(text, kill), noFailpoints),
    exitWithStdin: switchField('TOE_EXIT_WITH_STDIN', false),
  });
  if (read.kind === 'faulty') return read;
  const { ca, certificate, key, token, nodeName, s3Endpoint, s3Ca, s3Plaintext, ...others } = read.config;
  const faults = listStoreFaults(s3Endpoint, s3Ca, s3Plaintext);
  if (faults.length > 0) return faultyConfig(faults);
  const objectStore = s3Endpoint === '' ? undefined : { endpoint: s3Endpoint, caPath: s3Ca };
  const rest = { ...others, objectStore };
  const hasCertificate = certificate !== undefined || key !== undefined;
  if (hasCertificate === (token !== undefined)) {
    const found = hasCertificate ? 'both a client certificate and a token are set' : 'no credential is set';
    return faultyConfig([`${found}: either TOE_TLS_CERT with TOE_TLS_KEY, or TOE_TOKEN_FILE, is right`]);
  }
  if (token !== undefined)
    return readyConfig<AgentConfig>({ ...rest, credential: { kind: 'token', ca, token, nodeName } });
  if (certificate === undefined || key === undefined)
    return faultyConfig(['half a credential is set: TOE_TLS_CERT and TOE_TLS_KEY go together']);
  return readyConfig<AgentConfig>({ ...rest, credential: { kind: 'certificate', ca, certificate, key } });
}

function listStoreFaults(
  endpoint: string,
  ca: string | undefined,
  isPlainAllowed: boolean,
): readonly string[] {
  return [
    ...(isOpenToAll(endpoint) && !isPlainAllowed
      ? [
          'TOE_S3_ENDPOINT: captures would cross the network unencrypted: write https://…, or set TOE_S3_PLAINTEXT=1',
        ]
      : []),
    ...(ca !== undefined && !endpoint.startsWith('https:')
      ? ['TOE_S3_CA is set: it is for an https endpoint, which TOE_S3_ENDPOINT names']
      : []),
  ];
}

function parseRate(text: string): number {
  const bytes = parseBytes(text) ?? 0;
  if (bytes < 10_000)
    throw new RangeError(`"${text}" is no rate: write bytes a second, as 50M, at least 10k`);
  return bytes;
}
