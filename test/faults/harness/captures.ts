import { status } from '@grpc/grpc-js';
import type { CaptureClient } from '../../../cli/connection/capture-client.ts';
import { isTerminal, type Phase, type PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { Capture__Output } from '../../../shared/rpc/generated/toe/v1/Capture.ts';
import { isServiceError } from '../../../shared/rpc/status.ts';
import { fromStruct, type JsonObject, toStruct } from '../../../shared/rpc/struct.ts';
import { waitUntil } from './wait-until.ts';

/** A capture as a test sees it. */
export interface SeenCapture {
  readonly uid: string;
  readonly status: PowerToolStatus;
  readonly nodes: Capture__Output['nodes'];
}

/** Names a capture of namespace `default`. */
export interface CaptureCalls {
  create(name: string, spec: JsonObject): Promise<void>;
  get(name: string): Promise<SeenCapture>;
  /** Throws with the capture and the ends of all logs where it ends in another phase or the time is up. */
  waitForPhase(name: string, phases: readonly Phase[], timeoutMs: number): Promise<SeenCapture>;
  /** Waits for the live state of one node. */
  waitForNode(
    name: string,
    node: string,
    holds: (progress: Capture__Output['nodes'][number]) => boolean,
    timeoutMs: number,
  ): Promise<void>;
}

export function makeCaptureCalls(client: () => CaptureClient, readTails: () => string): CaptureCalls {
  const get = async (name: string): Promise<SeenCapture> => {
    const capture = await client().get({ namespace: 'default', name });
    const said: unknown = fromStruct(capture.status);
    // The server's own JSON of this type.
    return { uid: capture.uid, status: said as PowerToolStatus, nodes: capture.nodes };
  };
  /** Undefined where the coordinator has not read it yet. */
  const find = async (name: string): Promise<SeenCapture | undefined> => {
    try {
      return await get(name);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (isServiceError(cause) && cause.code === status.NOT_FOUND) return undefined;
      throw error;
    }
  };
  const explain = async (name: string): Promise<string> => {
    const seen = await get(name).catch(() => undefined);
    return `${JSON.stringify(seen, undefined, 1)}\n${readTails()}`;
  };
  return {
    get,
    create: async (name, spec) => {
      await client().create({ namespace: 'default', name, spec: toStruct(spec) });
    },
    waitForPhase: async (name, phases, timeoutMs) =>
      await waitUntil(
        async () => {
          const seen = await find(name);
          if (seen === undefined) return undefined;
          if (phases.includes(seen.status.phase)) return seen;
          if (!isTerminal(seen.status.phase)) return undefined;
          throw new Error(`Capture "${name}" ended as ${seen.status.phase}: ${await explain(name)}`);
        },
        { timeoutMs, what: `phase ${phases.join(' or ')}`, explain: () => explain(name) },
      ),
    waitForNode: async (name, node, holds, timeoutMs) => {
      await waitUntil(
        async () => {
          const progress = (await find(name))?.nodes.find((each) => each.node === node);
          return progress !== undefined && holds(progress) ? true : undefined;
        },
        { timeoutMs, pollMs: 20, what: `node "${node}"`, explain: () => explain(name) },
      );
    },
  };
}
