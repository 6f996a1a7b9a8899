import { status } from '@grpc/grpc-js';
import { apiVersion } from '../../../shared/kinds/kinds.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { Capture__Output } from '../../../shared/rpc/generated/toe/v1/Capture.ts';
import type { CreateCaptureRequest } from '../../../shared/rpc/generated/toe/v1/CreateCaptureRequest.ts';
import { services } from '../../../shared/rpc/services.ts';
import { isServiceError } from '../../../shared/rpc/status.ts';
import { fromStruct } from '../../../shared/rpc/struct.ts';
import { CliError } from '../../cli-error.ts';
import type { CaptureClient } from '../capture-client.ts';
import type { ApiAnswer } from './api-answer.ts';
import { awaitKnown } from './await-known.ts';
import { type DialOptions, dialCoordinator, toPeer } from './dial-coordinator.ts';
import { explainRefusal } from './explain-refusal.ts';
import { toCapture } from './to-capture.ts';

export interface ClusterOptions extends DialOptions {
  /** Tells the person a sentence. */
  readonly note: (text: string) => void;
}

/**
 * The client of a cluster: it writes PowerTools to the API server as the person of the kubeconfig, and reads from the
 * coordinator, which is dialled for the first call that needs it. Captures are read from the API server where the
 * coordinator is away.
 */
export function makeClusterClient(options: ClusterOptions): CaptureClient {
  const { api, kubeconfig, clock } = options;
  let dialled: Promise<CaptureClient> | undefined;
  const reach = async (): Promise<CaptureClient> => {
    dialled ??= dialCoordinator(options);
    return dialled;
  };
  const bodyOf = (goal: string, answer: ApiAnswer): unknown => {
    if (answer.kind === 'refused') throw explainRefusal(goal, answer, kubeconfig);
    return answer.body;
  };
  /** What the coordinator says, else what is stored. */
  const readEither = async <Value>(
    readLive: (client: CaptureClient) => Promise<Value>,
    readStored: () => Promise<Value>,
  ): Promise<Value> => {
    try {
      return await readLive(await reach());
    } catch (error) {
      if (!isAway(error)) throw error;
      const value = await readStored();
      options.note(`${error.message}; showing what the API server has`);
      return value;
    }
  };
  return {
    peer: toPeer(options),
    listNodes: async () => (await reach()).listNodes(),
    listTools: async () => (await reach()).listTools(),
    preview: async (request) => (await reach()).preview(request),
    create: async (request) => {
      const answer = await api.createPowerTool(request.namespace || 'default', toPowerTool(request));
      const created = toCapture(bodyOf('create the capture', answer));
      return awaitKnown(created, await reach(), clock);
    },
    get: async (ref) =>
      readEither(
        async (client) => client.get(ref),
        async () => toCapture(bodyOf(`get capture "${ref.name}"`, await api.readPowerTool(ref))),
      ),
    list: async (namespace) =>
      readEither(
        async (client) => client.list(namespace),
        async () => toCaptures(bodyOf('list the captures', await api.listPowerTools(namespace))),
      ),
    stop: async (ref) => {
      const answer = await api.patchPowerTool(ref, { spec: { stop: true } });
      return toCapture(bodyOf(`stop capture "${ref.name}"`, answer));
    },
    delete: async (ref) => {
      bodyOf(`delete capture "${ref.name}"`, await api.deletePowerTool(ref));
    },
    listArtifacts: async (ref, also) => (await reach()).listArtifacts(ref, also),
    fetchArtifacts: async (ref) => (await reach()).fetchArtifacts(ref),
    watch: async (ref) => (await reach()).watch(ref),
    readArtifact: async (request) => (await reach()).readArtifact(request),
    readManifest: async (ref) => (await reach()).readManifest(ref),
    readBundle: async (ref) => (await reach()).readBundle(ref),
    close: () => void dialled?.then((client) => client.close()).catch(() => undefined),
  };
}

/** Whether the coordinator gave no answer: it could not be dialled, or the call did not come through. */
function isAway(error: unknown): error is CliError {
  if (!(error instanceof CliError)) return false;
  if (!isServiceError(error.cause)) return true;
  return [status.UNAVAILABLE, status.DEADLINE_EXCEEDED].includes(error.cause.code);
}

/** The object to POST. The API server makes a name where none is given. */
function toPowerTool(request: CreateCaptureRequest): object {
  const { requestSerialize, requestDeserialize } = services.CaptureService.service.CreateCapture;
  const spec = fromStruct(requestDeserialize(requestSerialize(request)).spec);
  const tool = readMember(spec.tool, 'name');
  const prefix = `${typeof tool === 'string' ? tool : 'capture'}-`;
  const metadata = request.name ? { name: request.name } : { generateName: prefix };
  return { apiVersion, kind: 'PowerTool', metadata, spec };
}

function toCaptures(list: unknown): readonly Capture__Output[] {
  const items: unknown = readMember(list, 'items');
  return Array.isArray(items) ? items.map(toCapture) : [];
}
