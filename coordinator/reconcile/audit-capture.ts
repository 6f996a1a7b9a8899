import type { Plan } from '../planning/plan.ts';

/** A line of the log is read by people too; the plan in the store has all. */
const listedNodes = 100;

/** What the log keeps of a capture that was accepted: who, why, what exactly, on which nodes, by which rules. */
export function toAuditFields(plan: Plan): Readonly<Record<string, unknown>> {
  const { command, nodes } = plan;
  return {
    run: plan.runUid,
    capture: { namespace: plan.namespace, name: plan.name },
    who: plan.requestedBy,
    why: plan.spec.reason,
    tool: command.tool,
    argv: plan.argv,
    pods: nodes.reduce((sum, { pods }) => sum + pods.length, 0),
    nodes: nodes.length,
    nodeNames: nodes.slice(0, listedNodes).map(({ name }) => name),
    durationMs: command.durationMs,
    specDigest: plan.specDigest,
    configDigest: command.configDigest,
    policyDigest: command.policyDigest,
  };
}
