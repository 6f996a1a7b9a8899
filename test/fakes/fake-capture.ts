import type { Phase } from '../../shared/kinds/power-tool.ts';
import type { Capture, Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import type { NodeProgress } from '../../shared/rpc/generated/toe/v1/NodeProgress.ts';
import { type JsonObject, toStruct } from '../../shared/rpc/struct.ts';

/** A capture as a fake service keeps it. */
export interface FakeCapture {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly spec: JsonObject;
  phase: Phase;
  nodes: readonly NodeProgress[];
  /** On its nodes. */
  keptBytes?: number;
}

/** The same as it is told to callers. */
export function toWire(capture: FakeCapture): Capture & Pick<Capture__Output, 'name' | 'namespace'> {
  const verified = capture.nodes.filter((node) => node.state === 'verified').length;
  return {
    namespace: capture.namespace,
    name: capture.name,
    uid: capture.uid,
    generation: 1,
    spec: toStruct(capture.spec),
    status: toStruct({
      phase: capture.phase,
      nodes: { selected: Math.max(1, capture.nodes.length), verified },
      bytes: { stored: 0, kept: capture.keptBytes },
    }),
    nodes: [...capture.nodes],
  };
}
