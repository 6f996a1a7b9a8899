import type { Artifact } from '../../shared/domain/artifact.ts';
import type { Command } from '../../shared/domain/command.ts';
import { listSome } from '../../shared/domain/list-some.ts';
import { type Ending, isGoodEnding, type Outcome } from '../../shared/domain/outcome.ts';
import type { Reason } from '../../shared/domain/reasons.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import { type Execution, unknownExecution } from './execution.ts';

interface Verdict {
  readonly ending: Ending;
  readonly reason: Reason | '';
  readonly message: string;
}

/**
 * The outcome of a command whose tool ran. An end that looks good counts only with every required file complete;
 * of one in segments, with one of them.
 */
export function makeOutcome(
  command: Command,
  end: ToolEnding,
  artifacts: readonly Artifact[],
  execution: Execution,
): Outcome {
  const { usage, signal, startedMonotonicUs, startedUnixUs, endedUnixUs, startedLate, diagnostics } = end;
  const { outputBytes, cause, stopMs } = end;
  return {
    commandId: command.commandId,
    ...decideEnding(command, end, artifacts),
    exitCode: signal !== '' || startedMonotonicUs === 0 ? -1 : end.exitCode,
    signal,
    startedMonotonicUs,
    startedUnixUs,
    endedUnixUs,
    argv: execution.argv,
    tool: execution.tool,
    usage,
    artifacts,
    caps: execution.caps,
    startedLate,
    diagnostics,
    outputBytes,
    cause,
    stopMs,
  };
}

/** The outcome of a command whose tool never ran. */
export function makeUnstartedOutcome(
  commandId: string,
  verdict: { readonly ending: Ending; readonly reason: Reason; readonly message: string },
  execution: Execution = unknownExecution,
): Outcome {
  return {
    commandId,
    ...verdict,
    exitCode: -1,
    signal: '',
    startedMonotonicUs: 0,
    startedUnixUs: 0,
    endedUnixUs: 0,
    argv: execution.argv,
    tool: execution.tool,
    usage: undefined,
    artifacts: [],
    caps: execution.caps,
    startedLate: false,
    diagnostics: '',
    outputBytes: 0,
    cause: '',
    stopMs: 0,
  };
}

function decideEnding(command: Command, end: ToolEnding, artifacts: readonly Artifact[]): Verdict {
  const { ending, reason, message } = end;
  if (!isGoodEnding(ending)) return { ending, reason, message };
  const problems = command.outputs.flatMap(({ name, path, required }) => {
    if (!required) return [];
    const files = artifacts.filter((candidate) => candidate.output === name);
    if (files.length === 0) return [`Output "${path}" is missing`];
    const [bad] = files.some(({ complete }) => complete) ? [] : files;
    return bad === undefined ? [] : [`Output "${path}" is incomplete: ${bad.problem}`];
  });
  if (problems.length > 0)
    return { ending: 'failed', reason: 'OutputIncomplete', message: problems.join('; ') };
  const partial = artifacts.filter(({ segment = 0, complete }) => segment > 0 && !complete);
  const told = partial.map(({ segment, problem }) => `Segment ${segment} is partial: ${problem}`);
  return { ending, reason, message: [message, listSome(told, 3)].filter((text) => text !== '').join('; ') };
}
