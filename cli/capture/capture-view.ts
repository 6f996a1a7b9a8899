import { isTerminal, type Phase, phases } from '../../shared/kinds/power-tool.ts';
import type { Capture__Output } from '../../shared/rpc/generated/toe/v1/Capture.ts';
import { fromStruct, type Json, type JsonObject } from '../../shared/rpc/struct.ts';

/** What people are shown of a capture. Text of a server of any version: whatever is missing is empty or zero. */
export interface CaptureView {
  readonly namespace: string;
  readonly name: string;
  readonly tool: string;
  readonly phase: Phase;
  readonly isTerminal: boolean;
  readonly durationText: string;
  readonly selected: number;
  readonly verified: number;
  readonly failed: number;
  readonly storedBytes: number;
  /** On nodes, and not in the store. */
  readonly keptBytes: number;
  /** Whether what is fetched from nodes is still to be processed. */
  readonly awaitsReports: boolean;
  /** Why its files are not there any more; empty where they are. */
  readonly expired: string;
  readonly startedAt: string;
  readonly completedAt: string;
  readonly argv: readonly string[];
  readonly start: StartView | undefined;
  readonly failures: readonly FailureView[];
  /** Conditions that are not true and say why, as `Reason: message`. */
  readonly problems: readonly string[];
  readonly nodes: readonly NodeView[];
}

interface StartView {
  readonly plannedAt: string;
  readonly skewP50Ms: number | undefined;
  readonly skewMaxMs: number | undefined;
  readonly clockUncertaintyMs: number | undefined;
}

interface FailureView {
  readonly node: string;
  readonly reason: string;
  readonly message: string;
}

export interface NodeView {
  readonly node: string;
  readonly state: string;
  readonly reason: string;
  readonly message: string;
  readonly outputBytes: number;
  readonly uploadBytes: number;
  readonly uploadTotalBytes: number;
  readonly elapsedMs: number;
}

export function toCaptureView(capture: Capture__Output): CaptureView {
  const spec = fromStruct(capture.spec);
  const status = fromStruct(capture.status);
  const counts = objectOf(status.nodes);
  const start = objectOf(status.start);
  const conditionOf = (type: string): JsonObject =>
    listOf(status.conditions)
      .map(objectOf)
      .find((condition) => condition.type === type) ?? {};
  const phase = phases.find((candidate) => candidate === status.phase) ?? 'Pending';
  return {
    namespace: capture.namespace,
    name: capture.name,
    tool: textOf(objectOf(spec.tool).name),
    phase,
    isTerminal: isTerminal(phase),
    durationText: textOf(objectOf(spec.tool).duration),
    selected: numberOf(counts.selected) ?? 0,
    verified: numberOf(counts.verified) ?? 0,
    failed: ['failed', 'refused', 'lost'].reduce((sum, key) => sum + (numberOf(counts[key]) ?? 0), 0),
    storedBytes: numberOf(objectOf(status.bytes).stored) ?? 0,
    keptBytes: numberOf(objectOf(status.bytes).kept) ?? 0,
    awaitsReports: textOf(conditionOf('Processed').reason) === 'KeptOnNode',
    expired:
      conditionOf('ArtifactsExpired').status === 'True'
        ? textOf(conditionOf('ArtifactsExpired').message)
        : '',
    startedAt: textOf(status.startedAt),
    completedAt: textOf(status.completedAt),
    argv: listOf(objectOf(status.effective).argv).map(textOf),
    start:
      status.start === undefined
        ? undefined
        : {
            plannedAt: textOf(start.plannedAt),
            skewP50Ms: numberOf(start.skewP50Ms),
            skewMaxMs: numberOf(start.skewMaxMs),
            clockUncertaintyMs: numberOf(start.clockUncertaintyMs),
          },
    failures: listOf(status.failures)
      .map(objectOf)
      .map((failure) => ({
        node: textOf(failure.node),
        reason: textOf(failure.reason),
        message: textOf(failure.message),
      })),
    problems: listOf(status.conditions)
      .map(objectOf)
      .filter((condition) => condition.status === 'False' && textOf(condition.message) !== '')
      .map((condition) => `${textOf(condition.reason)}: ${textOf(condition.message)}`),
    nodes: capture.nodes.map(({ node, state, reason, message, ...amounts }) => ({
      node,
      state,
      reason,
      message,
      outputBytes: amounts.outputBytes,
      uploadBytes: amounts.uploadBytes,
      uploadTotalBytes: amounts.uploadTotalBytes,
      elapsedMs: amounts.elapsedMs,
    })),
  };
}

/** The object as `kubectl get -o json` would show it. */
export function toPowerToolObject(capture: Capture__Output): JsonObject {
  return {
    apiVersion: 'toe.run/v1alpha1',
    kind: 'PowerTool',
    metadata: {
      namespace: capture.namespace,
      name: capture.name,
      uid: capture.uid,
      generation: capture.generation,
    },
    spec: fromStruct(capture.spec),
    status: fromStruct(capture.status),
  };
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const numberOf = (value: Json | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;
const isArray = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const listOf = (value: Json | undefined): readonly Json[] => (isArray(value) ? value : []);
const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !isArray(value) ? value : {};
