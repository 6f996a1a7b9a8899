import { makeCommandId } from '../../shared/domain/command-id.ts';
import type { Plan, PlannedCommand, PlannedNode } from './plan.ts';

/** Nodes that start at one instant. */
export interface Wave {
  /** From 0. */
  readonly index: number;
  readonly commands: readonly PlannedCommand[];
}

/** The waves of first attempts: all nodes at once, or `maxConcurrentNodes` at a time. They follow from the plan alone. */
export function firstWaves(plan: Plan): readonly Wave[] {
  const size = plan.spec.budgets.maxConcurrentNodes || Math.max(1, plan.nodes.length);
  const count = Math.ceil(plan.nodes.length / size);
  return Array.from({ length: count }, (_, index) => ({
    index,
    commands: plan.nodes.slice(index * size, (index + 1) * size).map((node) => planCommand(plan, node, 1)),
  }));
}

/** An attempt of a run on a node. */
export function planCommand(plan: Plan, node: PlannedNode, attempt: number): PlannedCommand {
  const commandId = makeCommandId({ runUid: plan.runUid, nodeUid: node.uid, attempt });
  return { ...node, attempt, commandId };
}
