import type { SubcommandBaseline, ToolBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { type ArgumentVerdict, checkArguments } from '../../shared/arguments/check-arguments.ts';
import type { Command } from '../../shared/domain/command.ts';
import { parseCommandId } from '../../shared/domain/command-id.ts';
import { listSome } from '../../shared/domain/list-some.ts';
import { toBytesText } from '../../shared/domain/quantity.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import { findUntold } from '../execution/pressure-guard.ts';
import type { NodePressure } from '../targets/node-pressure.ts';
import { checkCommandShape } from './check-command-shape.ts';
import { findDeviation } from './compare-to-config.ts';
import type { FoundRules } from './held-rules.ts';
import { toArgumentRequest } from './to-argument-request.ts';

/** What the decision depends on, gathered once. */
export interface AgentWorld {
  readonly nodeUid: string;
  readonly isDraining: boolean;
  /** Whether this command id is in the journal. */
  readonly isKnown: boolean;
  /** Highest attempt of the run in the journal or among the tombstones; 0 where the run is new. */
  readonly highestAttempt: number;
  /** Commands that have no outcome yet. */
  readonly underWay: readonly UnderWay[];
  readonly spoolFreeBytes: number;
  readonly spoolFloorBytes: number;
  /** Sealed and not delivered yet. */
  readonly spoolWaitingBytes: number;
  /** Sealed, and nobody takes it. */
  readonly spoolAsideBytes: number;
  /** What of the waiting is kept for captures until somebody fetches it, the largest first. */
  readonly spoolKept: readonly KeptShare[];
  /** How much of both may be there when a command is accepted. */
  readonly spoolLimitBytes: number;
  readonly targetPids: ReadonlySet<number>;
  /** What the administrators say of the tool. */
  readonly rules: FoundRules;
  /** Of the node. */
  readonly netDevices: ReadonlySet<string>;
  /** Why perf events cannot be opened here; empty when they can. */
  readonly perfProblem: string;
  /** What the kernel tells of the pressure on the node now. */
  readonly pressure: NodePressure;
}

interface KeptShare {
  /** `<namespace>/<name>` of its PowerTool. */
  readonly capture: string;
  readonly sizeBytes: number;
}

interface UnderWay {
  /** `<namespace>/<name>` of its PowerTool. */
  readonly capture: string;
  readonly tool: string;
  readonly exclusiveWith: readonly string[];
}

/** What another command has to know of one that is under way. */
export function toUnderWay({ captureNamespace, captureName, tool, exclusiveWith }: Command): UnderWay {
  return { capture: `${captureNamespace}/${captureName}`, tool, exclusiveWith };
}

export type Acceptance =
  | {
      readonly kind: 'accepted';
      readonly tool: ToolBaseline;
      readonly subcommand: SubcommandBaseline;
      /** Canonical, with slots; without the tool's path. */
      readonly argv: readonly string[];
      /** The same without what the agent adds. */
      readonly canonicalArgs: readonly string[];
    }
  /** Known already: the answer is its state or outcome. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'refused'; readonly reason: Reason; readonly message: string };

type Check = (command: Command, world: AgentWorld) => Refusal | undefined;
type Refusal = { readonly reason: Reason; readonly message: string };

/** In this order; the first that objects decides. */
const checks: readonly Check[] = [
  checkIdentity,
  checkAttempt,
  checkDraining,
  checkConcurrency,
  checkExclusion,
  checkSpool,
  checkPressure,
];

/**
 * Whether this agent carries out the command. The compiled baseline is the authority on arguments; config and policy,
 * which have to be the ones that the agent holds, narrow it further.
 */
export function acceptCommand(command: Command, world: AgentWorld): Acceptance {
  if (world.isKnown) return { kind: 'duplicate' };
  for (const check of checks) {
    const refusal = check(command, world);
    if (refusal !== undefined) return { kind: 'refused', ...refusal };
  }
  // Those of a pod are known once its network is open.
  const netDevices = command.pods.length > 0 ? 'unknown' : world.netDevices;
  const request = toArgumentRequest(command, netDevices, world.targetPids);
  const byBaseline = checkArguments(request);
  if (byBaseline.kind === 'refused') return toArgumentRefusal(byBaseline);
  const fault = checkCommandShape(command, byBaseline.tool, byBaseline.subcommand);
  if (fault !== undefined) return refuse('CommandRefused', fault);
  const { rules } = world;
  if (rules.kind === 'missing') return refuse('RulesNotHeld', rules.message);
  const deviation = findDeviation(command, rules.config);
  if (deviation !== undefined)
    return refuse('CommandRefused', `Cannot start tool "${command.tool}": ${deviation}`);
  const verdict = rules.policy === undefined ? byBaseline : checkArguments(request, rules.policy);
  if (verdict.kind === 'refused') return toArgumentRefusal(verdict);
  if (command.tool === 'perf' && world.perfProblem !== '')
    return refuse('PerfNotPermitted', world.perfProblem);
  const { tool, subcommand, argv, canonicalArgs } = verdict;
  return { kind: 'accepted', tool, subcommand, argv, canonicalArgs };
}

function checkIdentity(command: Command, world: AgentWorld): Refusal | undefined {
  const parts = parseCommandId(command.commandId);
  const about = (why: string): Refusal => ({
    reason: 'CommandRefused',
    message: `Cannot carry out the command: ${why}`,
  });
  if (parts === undefined) return about('its id is malformed: <run uid>.<node uid>.<attempt> is right');
  if (parts.nodeUid !== world.nodeUid) return about('its id names another node');
  if (parts.runUid !== command.runUid || parts.attempt !== command.attempt)
    return about('its id and its run uid or attempt differ');
  return undefined;
}

function checkAttempt(command: Command, world: AgentWorld): Refusal | undefined {
  if (command.attempt > world.highestAttempt) return undefined;
  const message = `Cannot carry out attempt ${command.attempt}: attempt ${world.highestAttempt} of the run was here already`;
  return { reason: 'CommandRefused', message };
}

function checkDraining(_command: Command, world: AgentWorld): Refusal | undefined {
  if (!world.isDraining) return undefined;
  return { reason: 'Draining', message: 'Cannot start: the agent is shutting down' };
}

function checkConcurrency(command: Command, world: AgentWorld): Refusal | undefined {
  const others = world.underWay.filter(({ tool }) => tool === command.tool);
  const [first] = others;
  if (first === undefined || others.length < Math.max(1, command.concurrentPerNode)) return undefined;
  const more = others.length === 1 ? 'uses it' : `and ${others.length - 1} more use it`;
  return {
    reason: 'Busy',
    message: `Cannot start tool "${command.tool}": capture "${first.capture}" ${more} on this node: ${whenFree}`,
  };
}

const whenFree = 'try again when it has ended, or give start.startDeadline';

/** Either of two tools may name the other. How often a tool runs beside itself is `concurrentPerNode` alone. */
function checkExclusion(command: Command, world: AgentWorld): Refusal | undefined {
  const blocking = world.underWay.find(
    ({ tool, exclusiveWith }) =>
      tool !== command.tool && (command.exclusiveWith.includes(tool) || exclusiveWith.includes(command.tool)),
  );
  if (blocking === undefined) return undefined;
  return {
    reason: 'Busy',
    message: `Cannot start tool "${command.tool}": capture "${blocking.capture}" uses tool "${blocking.tool}" on this node, and the two exclude each other: ${whenFree}`,
  };
}

function checkSpool(_command: Command, world: AgentWorld): Refusal | undefined {
  const free = world.spoolFreeBytes;
  if (free < world.spoolFloorBytes) {
    const message = `Cannot start: the spool's disk has ${toBytesText(free)} free: at least ${toBytesText(world.spoolFloorBytes)} is needed${describeKept(world, '; ')}`;
    return { reason: 'SpoolFull', message };
  }
  const held = world.spoolWaitingBytes + world.spoolAsideBytes;
  if (held <= world.spoolLimitBytes) return undefined;
  const message = `Cannot start: the spool holds ${toBytesText(held)} of files that are not delivered: at most ${toBytesText(world.spoolLimitBytes)} may wait (TOE_SPOOL_LIMIT)${describeKept(world, ': ') || '; they go once the coordinator can be reached'}`;
  return { reason: 'SpoolFull', message };
}

/** What kept files take of the spool, and what frees it; empty where there are none. */
function describeKept({ spoolKept }: AgentWorld, before: string): string {
  if (spoolKept.length === 0) return '';
  const bytes = spoolKept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const captures = listSome([...new Set(spoolKept.map(({ capture }) => `"${capture}"`))], 3);
  return `${before}${toBytesText(bytes)} are files that stay here by output.mode node, of ${captures}: fetch them (toe fetch), or wait until their retention has passed`;
}

/** A guard that could not be held is not left out. */
function checkPressure({ abortOnPressure }: Command, { pressure }: AgentWorld): Refusal | undefined {
  const untold = abortOnPressure && findUntold(abortOnPressure, pressure);
  if (untold === undefined) return undefined;
  const message = `Cannot start: the kernel of this node does not tell the ${untold} pressure that budgets.abortOnPressure.${untold} is about (PSI): boot it with psi=1, or leave that out`;
  return { reason: 'PressureUnknown', message };
}

function toArgumentRefusal(verdict: Extract<ArgumentVerdict, { kind: 'refused' }>): Acceptance {
  const reason: Reason = verdict.rule === 'tool' ? 'UnknownTool' : 'ArgumentRefused';
  return refuse(reason, verdict.message);
}

function refuse(reason: Reason, message: string): Acceptance {
  return { kind: 'refused', reason, message };
}
