import { describe, expect, it } from 'vitest';
import type { Artifact } from '../../shared/domain/artifact.ts';
import { buildCommand } from '../../test/builders/command.ts';
import { buildToolEnding } from '../../test/builders/tool-ending.ts';
import type { ToolEnding } from '../execution/tool-request.ts';
import { unknownExecution } from './execution.ts';
import { makeOutcome } from './make-outcome.ts';

const command = buildCommand({ nodeUid: 'n1' });
const profile: Artifact = {
  artifactId: 'profile',
  fileName: 'perf.data',
  mediaType: 'application/vnd.linux.perf-data',
  sizeBytes: 1,
  sha256: 'a'.repeat(64),
  complete: true,
  required: true,
  output: 'profile',
  problem: '',
};
const partial = { ...profile, complete: false, problem: 'it ends in the middle' };
const good = buildToolEnding({ cause: 'planned', stopMs: 20 });
const make = (end: Partial<ToolEnding>, artifacts: readonly Artifact[]) =>
  makeOutcome(command, { ...good, ...end }, artifacts, unknownExecution);

describe('makeOutcome', () => {
  it.each<[Partial<ToolEnding>, readonly Artifact[], string, string]>([
    [{}, [profile], 'succeeded', ''],
    [{}, [partial], 'failed', 'OutputIncomplete'],
    [{}, [], 'failed', 'OutputIncomplete'],
    [{ ending: 'stoppedEarly', reason: 'StopRequested' }, [profile], 'stoppedEarly', 'StopRequested'],
    [{ ending: 'stoppedEarly', reason: 'StopRequested' }, [partial], 'failed', 'OutputIncomplete'],
    [{ ending: 'spoolFull', reason: 'SpoolFull' }, [profile], 'spoolFull', 'SpoolFull'],
    [{ ending: 'overhead', reason: 'OverheadLimit' }, [profile], 'overhead', 'OverheadLimit'],
    [{ ending: 'outputLimit', reason: 'OutputLimit' }, [profile], 'outputLimit', 'OutputLimit'],
    [{ ending: 'timedOut', reason: 'GraceExceeded' }, [partial], 'timedOut', 'GraceExceeded'],
    [{ ending: 'memoryLimit', reason: 'MemoryLimit' }, [], 'memoryLimit', 'MemoryLimit'],
  ])('judges %j with %j', (end, artifacts, ending, reason) => {
    expect(make(end, artifacts)).toMatchObject({ ending, reason, artifacts });
  });

  it('says which output is wrong and why', () => {
    expect(make({}, [partial]).message).toBe('Output "perf.data" is incomplete: it ends in the middle');
  });

  it('keeps what explains the ending', () => {
    const evidence = { cause: 'stop', stopMs: 1_250, outputBytes: 77 } as const;
    const usage = { ...good.usage, oomKills: 1, pidsDenied: 2, throttledUs: 3 };
    expect(make({ ...evidence, usage }, [profile])).toMatchObject({ ...evidence, usage });
  });

  it('names an exit code only where the tool exited by itself', () => {
    expect(make({ exitCode: 3 }, []).exitCode).toBe(3);
    expect(make({ signal: 'SIGTERM' }, []).exitCode).toBe(-1);
    expect(make({ startedMonotonicUs: 0 }, []).exitCode).toBe(-1);
  });
});
