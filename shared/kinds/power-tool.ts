import Type, { type Static } from 'typebox';
import {
  bytesText,
  closed,
  closedDefaulted,
  durationText,
  list,
  name,
  nodeNamePattern,
  text,
  textMap,
} from './schema.ts';

/** `spec` of a PowerTool: one observation. Every field is acted on; what is not here is refused. */
export const powerToolSpecSchema = closed(
  'One observation: the same tool on every chosen node at one instant.',
  {
    tool: closed('What runs.', {
      name: name('Name of a PowerToolConfig.'),
      args: list(
        Type.String({ minLength: 1, maxLength: 1024 }),
        'Arguments, without the tool itself. Parsed, not matched; what runs is their canonical form.',
        64,
      ),
      duration: durationText('How long the tool runs, from the start instant plus the warm-up: 5s to 24h.'),
      warmup: durationText(
        'Between the start instant and the start of the tool; snapshots run meanwhile.',
        '0s',
      ),
      maxCPUPercent: Type.Optional(
        Type.Integer({
          description: "Cap of the tool's cgroup in per cent of one core; at most the config's limit.",
          minimum: 1,
          maximum: 100_000,
        }),
      ),
    }),
    targets: closed('Exactly one of nodeNames, nodeSelector and allNodes.', {
      nodeNames: Type.Optional(
        Type.Array(Type.String({ pattern: nodeNamePattern, maxLength: 253 }), {
          description: 'Nodes by name. One that is not connected counts as failed.',
          minItems: 1,
          maxItems: 5000,
        }),
      ),
      nodeSelector: Type.Optional(
        closed('Nodes by label.', {
          matchLabels: textMap('All of these labels with these values.', 63, {
            minProperties: 1,
            maxProperties: 32,
          }),
        }),
      ),
      allNodes: Type.Optional(Type.Literal(true, { description: 'Every connected node.' })),
    }),
    start: closedDefaulted('When the tool starts, everywhere at one instant.', {
      leadTime: durationText(
        'Between the last node being prepared and the start instant: 100ms to 10m.',
        '3s',
      ),
    }),
    output: closedDefaulted('What becomes of the files.', {
      maxBytesPerNode: Type.Optional(
        bytesText("Stops the tool before its output exceeds this; at most the config's limit."),
      ),
      uploadDeadline: durationText('How long the files may take to arrive after the tool has ended.', '30m'),
    }),
    failurePolicy: closedDefaulted('When the capture counts as a success.', {
      minSuccessPercent: Type.Integer({
        description: 'Share of the selected nodes that must be verified for phase Succeeded.',
        minimum: 1,
        maximum: 100,
        default: 100,
      }),
    }),
    stop: Type.Boolean({ description: 'True: stop now and keep what there is. One way.', default: false }),
    processing: list(
      name('Name of a PowerToolProcessing.'),
      'What processes the files; empty: those whose source matches, else the built-in steps.',
      16,
    ),
    reason: text('Why this capture is taken; kept in the manifest.', 1024, ''),
  },
);

export type PowerToolSpec = Static<typeof powerToolSpecSchema>;

export const phases = [
  'Pending',
  'Scheduled',
  'Starting',
  'Running',
  'Uploading',
  'Processing',
  'Succeeded',
  'PartiallySucceeded',
  'Failed',
  'Cancelled',
] as const;
export type Phase = (typeof phases)[number];

export function isTerminal(phase: Phase): boolean {
  return (
    phase === 'Succeeded' || phase === 'PartiallySucceeded' || phase === 'Failed' || phase === 'Cancelled'
  );
}

/** As in Kubernetes; `lastTransitionTime` is RFC 3339 and changes only with `status`. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/** `status` of a PowerTool. Counts are exact; lists hold the first 20, the manifest all. */
export interface PowerToolStatus {
  readonly phase: Phase;
  readonly conditions: readonly Condition[];
  readonly nodes: NodeCounts;
  readonly start?: StartStatus;
  readonly bytes: { readonly captured: number; readonly stored: number };
  readonly effective?: {
    readonly argv: readonly string[];
    readonly config: string;
    readonly configDigest: string;
    readonly policyDigest: string;
    readonly binaryDigest: string;
  };
  readonly artifacts: readonly ArtifactStatus[];
  readonly failures: readonly { readonly node: string; readonly reason: string; readonly message: string }[];
  readonly reports: readonly { readonly kind: string; readonly key: string }[];
  readonly manifest?: string;
  readonly startedAt?: string;
  readonly completedAt?: string;
}

export interface NodeCounts {
  readonly matched: number;
  readonly selected: number;
  readonly running: number;
  readonly captured: number;
  readonly verified: number;
  readonly failed: number;
  readonly refused: number;
  readonly lost: number;
  readonly late: number;
}

export interface StartStatus {
  /** RFC 3339 with milliseconds, on the coordinator's clock. */
  readonly plannedAt: string;
  readonly skewP50Ms?: number;
  readonly skewMaxMs?: number;
  readonly clockUncertaintyMs?: number;
}

export interface ArtifactStatus {
  readonly node: string;
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly key: string;
}
