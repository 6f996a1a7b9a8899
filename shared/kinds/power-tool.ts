import type { Static } from 'typebox';
import * as Type from 'typebox';
import { failurePolicySchema, outputSchema, startSchema } from './power-tool-parts.ts';
import { closed, durationText, list, name, text, word } from './schema.ts';
import { budgetsSchema, targetsSchema } from './target-schemas.ts';

const historyLimit = (description: string) =>
  Type.Integer({ description, minimum: 0, maximum: 100, default: 3 });

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
      resolutionPreset: Type.Optional(
        word(
          "Adds the arguments of that preset of the subcommand's config; args may not set the same options.",
          ['low', 'medium', 'high'] as const,
        ),
      ),
    }),
    targets: targetsSchema,
    start: startSchema,
    output: outputSchema,
    budgets: budgetsSchema,
    failurePolicy: failurePolicySchema,
    schedule: text(
      'Cron: this object is then a template and owns one PowerTool for each firing. Five fields, or @hourly and the like.',
      100,
      '',
    ),
    timeZone: text('IANA name, as Europe/Berlin, in which the schedule is read; empty: UTC.', 64, ''),
    startingDeadlineSeconds: Type.Optional(
      Type.Integer({
        description: 'A firing that is later than this is missed; absent: none is too late.',
        minimum: 0,
        maximum: 31_536_000,
      }),
    ),
    concurrencyPolicy: word(
      'What a firing does while an earlier one is under way.',
      ['Forbid', 'Allow', 'Replace'] as const,
      'Forbid',
    ),
    suspend: Type.Boolean({ description: 'True: the template fires no more for now.', default: false }),
    successfulRunsHistoryLimit: historyLimit('Succeeded firings that are kept.'),
    failedRunsHistoryLimit: historyLimit('Other ended firings that are kept.'),
    trigger: Type.Optional(
      closed('This object is then a template and owns one PowerTool for each occasion.', {
        nodeTermination: Type.Literal(true, {
          description: 'A node of the targets is about to leave: it is captured before it does.',
        }),
        cooldown: durationText('No second occasion of one node within this.', '30m'),
        maxPerDay: Type.Integer({
          description: 'Occasions within 24 hours, all nodes together.',
          minimum: 1,
          maximum: 1000,
          default: 10,
        }),
      }),
    ),
    ttlSecondsAfterFinished: Type.Optional(
      Type.Integer({
        description:
          'The object is deleted this long after its end; absent: kept. Files follow output.deletionPolicy.',
        minimum: 0,
        maximum: 2_147_483_647,
      }),
    ),
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

/** Whether the object runs nothing itself, but owns a PowerTool for each firing or occasion. */
export function isTemplate(spec: PowerToolSpec): boolean {
  return spec.schedule !== '' || spec.trigger !== undefined;
}

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
  readonly bytes: {
    readonly captured: number;
    readonly stored: number;
    /** Of a capture whose files stay on nodes: of those that are there. */
    readonly kept?: number;
  };
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
  /** Of a template only. */
  readonly firings?: FiringsStatus;
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

/** What a template has fired. Instants are RFC 3339. */
export interface FiringsStatus {
  /** The last instant of the schedule that was dealt with, fired or not. */
  readonly lastScheduleTime?: string;
  readonly nextScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
  readonly fired: number;
  readonly missed: number;
  /** Names of those under way, the first 20. */
  readonly active: readonly string[];
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
  /** Empty where it is not in the store. */
  readonly key: string;
  readonly reason?: 'KeptOnNode';
}
