import type { Capture } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { NodeProgress } from '../../shared/rpc/generated/toe/v1/NodeProgress.ts';
import { type JsonObject, toStruct } from '../../shared/rpc/struct.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import type { Sessions } from '../agents/sessions.ts';
import type { JudgedNode } from '../reconcile/node-state.ts';
import type { NodeRun, Run } from '../reconcile/run.ts';
import { startInstantUs } from '../reconcile/run.ts';
import { metadataOf, type StoredPowerTool } from '../resources/resource-source.ts';

/** What is live of a capture: its run in memory and how its nodes are judged. */
export interface LiveRun {
  readonly run: Run;
  readonly judged: ReadonlyMap<string, JudgedNode>;
}

/** The capture as people see it. */
export function toCapture(
  stored: StoredPowerTool,
  live: LiveRun | undefined,
  deps: { readonly sessions: Sessions; readonly clock: Clock },
): Capture {
  const metadata = metadataOf(stored);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    generation: metadata.generation,
    spec: toStruct(stored.kind === 'valid' ? toJson(stored.resource.spec) : {}),
    status: toStruct(toJson(stored.status ?? { phase: 'Pending' })),
    nodes: live === undefined ? [] : [...live.run.nodes.values()].map((node) => toProgress(node, live, deps)),
  };
}

function toProgress(
  node: NodeRun,
  live: LiveRun,
  deps: { readonly sessions: Sessions; readonly clock: Clock },
): NodeProgress {
  const { name, commandId } = node.planned;
  const update = deps.sessions.get(name)?.commands.get(commandId)?.update;
  const verdict = live.judged.get(name);
  const artifacts = node.recorded?.outcome.artifacts ?? [];
  const sealed = artifacts.reduce((total, artifact) => total + artifact.sizeBytes, 0);
  const stored = [...node.receipts.values()].reduce((total, receipt) => total + receipt.sizeBytes, 0);
  const startUs = startInstantUs(node.wave, deps.clock);
  const elapsedMs = startUs === undefined ? 0 : Math.max(0, (deps.clock.monotonicUs() - startUs) / 1_000);
  return {
    node: name,
    state: verdict?.state ?? 'pending',
    reason: verdict?.reason ?? '',
    message: verdict?.message ?? '',
    outputBytes: update?.outputBytes ?? 0,
    uploadBytes: Math.max(stored, update?.uploadBytes ?? 0),
    uploadTotalBytes: Math.max(sealed, update?.uploadTotalBytes ?? 0),
    elapsedMs: Math.round(elapsedMs),
    usage: node.recorded?.outcome.usage ?? update?.usage ?? null,
  };
}

/** A spec or status as plain JSON; both are made of JSON values alone. */
function toJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
