import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { RuleDocument } from '../../shared/domain/session-messages.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { CaptureName } from './check-capture.ts';
import type { CommandTemplate, OutsidePolicy, Plan } from './plan.ts';
import type { ResolvedTargets } from './resolve-targets.ts';

/** What a plan is made of; all of it was checked before. */
export interface PlanInput {
  readonly names: CaptureName;
  readonly requestedBy: string;
  readonly template: string;
  readonly spec: PowerToolSpec;
  readonly specDigest: string;
  readonly command: CommandTemplate;
  readonly rules: readonly RuleDocument[];
  readonly argv: readonly string[];
  readonly outsidePolicy?: OutsidePolicy | undefined;
  readonly targets: ResolvedTargets;
  readonly nowUnixUs: number;
}

/** Puts the decisions of a capture together. */
export function makePlan(input: PlanInput): Plan {
  const { names, spec, targets } = input;
  return {
    version: 1,
    runUid: names.runUid,
    namespace: names.namespace,
    name: names.name,
    createdUnixUs: input.nowUnixUs,
    requestedBy: input.requestedBy,
    template: input.template,
    spec,
    specDigest: input.specDigest,
    command: input.command,
    rules: input.rules,
    argv: input.argv,
    matched: targets.matched,
    nodes: targets.selected,
    missing: targets.missing,
    leadTimeMs: parseDurationMs(spec.start.leadTime) ?? 0,
    ...(input.outsidePolicy === undefined ? {} : { outsidePolicy: input.outsidePolicy }),
    startAtUnixUs: spec.start.at === undefined ? undefined : Date.parse(spec.start.at) * 1_000,
  };
}
