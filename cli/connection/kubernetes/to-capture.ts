import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import type { Capture__Output } from '../../../shared/rpc/generated/toe/v1/Capture.ts';
import { services } from '../../../shared/rpc/services.ts';
import { type JsonObject, toStruct } from '../../../shared/rpc/struct.ts';
import { readText } from './api-answer.ts';

const { responseSerialize, responseDeserialize } = services.CaptureService.service.GetCapture;

/** A PowerTool of the API server as the coordinator would hand it out; what is live on nodes is not in it. */
export function toCapture(powerTool: unknown): Capture__Output {
  const metadata = readMember(powerTool, 'metadata');
  const generation = readMember(metadata, 'generation');
  const status = toJson(readMember(powerTool, 'status'));
  const capture = {
    namespace: readText(metadata, 'namespace'),
    name: readText(metadata, 'name'),
    uid: readText(metadata, 'uid'),
    generation: typeof generation === 'number' ? generation : 1,
    spec: toStruct(toJson(readMember(powerTool, 'spec'))),
    status: toStruct(status.phase === undefined ? { ...status, phase: 'Pending' } : status),
    nodes: [],
  };
  return responseDeserialize(responseSerialize(capture));
}

/** What the API server sends is JSON and nothing else. */
function toJson(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null ? (value as JsonObject) : {};
}
