import type { Artifact, Receipt } from '../../shared/domain/artifact.ts';
import type { Outcome } from '../../shared/domain/outcome.ts';

/** A complete perf.data as an agent seals it. */
export function anArtifact(changes: Partial<Artifact> = {}): Artifact {
  return {
    artifactId: 'profile',
    fileName: 'perf.data',
    mediaType: 'application/vnd.linux.perf-data',
    sizeBytes: 1_000,
    sha256: 'a'.repeat(64),
    complete: true,
    required: true,
    output: 'profile',
    problem: '',
    ...changes,
  };
}

export function aReceipt(changes: Partial<Receipt> = {}): Receipt {
  return {
    artifactId: 'profile',
    key: 'runs/run-1/node-1/1/profile',
    sizeBytes: 1_000,
    sha256: 'a'.repeat(64),
    verifiedUnixUs: 1,
    ...changes,
  };
}

/** A tool that ended as planned and left one file. */
export function anOutcome(changes: Partial<Outcome> = {}): Outcome {
  return {
    commandId: 'run-1.node-uid-1.1',
    ending: 'succeeded',
    reason: '',
    message: '',
    exitCode: 0,
    signal: '',
    startedMonotonicUs: 5_000_000,
    startedUnixUs: 1_700_000_000_000_000,
    endedUnixUs: 1_700_000_010_000_000,
    argv: ['/usr/bin/perf', 'record'],
    tool: undefined,
    usage: undefined,
    artifacts: [anArtifact()],
    caps: undefined,
    startedLate: false,
    diagnostics: '',
    outputBytes: 1_000,
    cause: 'planned',
    stopMs: 100,
    ...changes,
  };
}
