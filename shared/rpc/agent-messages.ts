import type { KeptFiles } from '../domain/kept-files.ts';
import type { Hello, NodeFacts } from '../domain/node-facts.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { AgentSays } from '../domain/session-messages.ts';
import { toArtifact, toWireArtifact } from './artifact-messages.ts';
import { toCommandState, toEnding, toWireEnding, toWireState } from './enums.ts';
import type { AgentMessage, AgentMessage__Output } from './generated/toe/v1/AgentMessage.ts';
import type { Hello__Output, Hello as WireHello } from './generated/toe/v1/Hello.ts';
import type { KeptFiles as WireKeptFiles } from './generated/toe/v1/KeptFiles.ts';
import type { Outcome__Output, Outcome as WireOutcome } from './generated/toe/v1/Outcome.ts';

/** Reads what an agent sent; a message of a newer protocol becomes `unknown`. */
export function toAgentSays(wire: AgentMessage__Output): AgentSays {
  if (wire.hello) return { kind: 'hello', hello: toHello(wire.hello) };
  if (wire.heartbeat) return { kind: 'heartbeat', heartbeat: wire.heartbeat };
  if (wire.clockReply) return { kind: 'clockReply', clockReply: wire.clockReply };
  if (wire.commandUpdate) {
    const { state, usage, ...rest } = wire.commandUpdate;
    return {
      kind: 'commandUpdate',
      update: { ...rest, state: toCommandState(state), usage: usage ?? undefined },
    };
  }
  if (wire.outcome) return { kind: 'outcome', outcome: toOutcome(wire.outcome) };
  if (wire.credential) return { kind: 'credential', token: wire.credential.token };
  if (wire.unsupported) return { kind: 'unsupported', what: wire.unsupported.what };
  if (wire.keptFiles) return { kind: 'keptFiles', keptFiles: wire.keptFiles };
  return { kind: 'unknown' };
}

/** Writes what an agent says. `sequence` counts the messages of a session from 1. */
export function toAgentMessage(says: AgentSays, sequence: number): AgentMessage {
  switch (says.kind) {
    case 'hello':
      return { sequence, hello: toWireHello(says.hello) };
    case 'heartbeat':
      return { sequence, heartbeat: says.heartbeat };
    case 'clockReply':
      return { sequence, clockReply: says.clockReply };
    case 'commandUpdate':
      return {
        sequence,
        commandUpdate: {
          ...says.update,
          state: toWireState(says.update.state),
          usage: says.update.usage ?? null,
        },
      };
    case 'outcome':
      return { sequence, outcome: toWireOutcome(says.outcome) };
    case 'credential':
      return { sequence, credential: { token: says.token } };
    case 'unsupported':
      return { sequence, unsupported: { what: says.what } };
    case 'keptFiles':
      return { sequence, keptFiles: toWireKept(says.keptFiles) };
    case 'unknown':
      return { sequence };
    default:
      return says satisfies never;
  }
}

function toHello(wire: Hello__Output): Hello {
  const { commands, outcomes, keptFiles, perfEvents, ...facts } = wire;
  return {
    facts: { ...facts, perfEvents: perfEvents ?? undefined } satisfies NodeFacts,
    commands: commands.map((command) => ({ ...command, state: toCommandState(command.state) })),
    outcomes: outcomes.map(toOutcome),
    keptFiles,
  };
}

function toWireHello(hello: Hello): WireHello {
  return {
    ...hello.facts,
    tools: [...hello.facts.tools],
    perfEvents: hello.facts.perfEvents ?? null,
    commands: hello.commands.map((command) => ({ ...command, state: toWireState(command.state) })),
    outcomes: hello.outcomes.map(toWireOutcome),
    keptFiles: hello.keptFiles.map(toWireKept),
  };
}

function toWireKept({ commandId, artifactIds, unsendable }: KeptFiles): WireKeptFiles {
  return { commandId, artifactIds: [...artifactIds], unsendable: [...unsendable] };
}

function toOutcome(wire: Outcome__Output): Outcome {
  return {
    ...wire,
    ending: toEnding(wire.ending),
    artifacts: wire.artifacts.map(toArtifact),
    tool: wire.tool ?? undefined,
    usage: wire.usage ?? undefined,
    caps: wire.caps ?? undefined,
  };
}

function toWireOutcome(outcome: Outcome): WireOutcome {
  return {
    ...outcome,
    ending: toWireEnding(outcome.ending),
    argv: [...outcome.argv],
    artifacts: outcome.artifacts.map(toWireArtifact),
    tool: outcome.tool ?? null,
    usage: outcome.usage ?? null,
    caps: outcome.caps ?? null,
  };
}
