import { makeCommandId } from '../../shared/domain/command-id.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import type { CaptureName } from './check-capture.ts';
import type { CommandTemplate, Plan } from './plan.ts';
import type { ResolvedTargets } from './resolve-targets.ts';

/** What a plan is made of; all of it was checked before. */
export interface PlanInput {
  readonly names: CaptureName;
  readonly spec: PowerToolSpec;
  readonly specDigest: string;
  readonly command: CommandTemplate;
  readonly argv: readonly string[];
  readonly targets: ResolvedTargets;
  readonly nowUnixUs: number;
}

/** Puts the decisions of a capture together: one first attempt for every selected node. */
export function makePlan(input: PlanInput): Plan {
  const { names, spec, targets } = input;
  return {
    version: 1,
    runUid: names.runUid,
    namespace: names.namespace,
    name: names.name,
    createdUnixUs: input.nowUnixUs,
    spec,
    specDigest: input.specDigest,
    command: input.command,
    argv: input.argv,
    nodes: targets.selected.map(({ name, uid }) => ({
      name,
      uid,
      attempt: 1,
      commandId: makeCommandId({ runUid: names.runUid, nodeUid: uid, attempt: 1 }),
    })),
    missing: targets.missing,
    leadTimeMs: parseDurationMs(spec.start.leadTime) ?? 0,
  };
}
