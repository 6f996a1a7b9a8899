import { type Acceptance, type AgentWorld, acceptCommand } from '../../agent/commands/accept-command.ts';
import { HeldRules } from '../../agent/commands/held-rules.ts';
import type { Command } from '../../shared/domain/command.ts';
import { withRules } from './rules.ts';

export type World = Omit<AgentWorld, 'rules'>;

/** Of the node `n1`, with room and nothing under way. */
export const quietWorld: World = {
  nodeUid: 'n1',
  isDraining: false,
  isKnown: false,
  highestAttempt: 0,
  underWay: [],
  spoolFreeBytes: 100,
  spoolFloorBytes: 100,
  spoolWaitingBytes: 0,
  spoolAsideBytes: 0,
  spoolKept: [],
  spoolLimitBytes: 1_000,
  pressure: { cpu: 0, memory: 0, io: 0 },
  targetPids: new Set(),
  netDevices: new Set(['eth0', 'any']),
  perfProblem: '',
};

/** What an agent says of a command, with a config that says what the command asks for. */
export function accept(asked: Command, changes: Partial<World> = {}): Acceptance {
  const { command, document } = withRules(asked);
  const held = new HeldRules();
  held.take(document);
  return acceptCommand(command, { ...quietWorld, ...changes, rules: held.find(command) });
}
