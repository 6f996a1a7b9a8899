import type { Command } from '../../shared/domain/command.ts';
import { makeCommandId } from '../../shared/domain/command-id.ts';

type Overrides = Partial<Command> & { readonly nodeUid: string };

/** A command to profile the node with perf for a second; anything may be overridden. */
export function buildCommand({ nodeUid, ...overrides }: Overrides): Command {
  const runUid = overrides.runUid ?? 'run-1';
  const attempt = overrides.attempt ?? 1;
  return {
    commandId: makeCommandId({ runUid, nodeUid, attempt }),
    runUid,
    attempt,
    captureNamespace: 'default',
    captureName: 'test',
    tool: 'perf',
    lockedArgs: [],
    args: ['record', '-a', '-g', '-e', 'cpu-clock'],
    configDigest: 'c'.repeat(64),
    policyDigest: '',
    binary: { source: 'host', path: '/usr/bin/perf', sha256: [] },
    caps: {
      cpuPercent: 100,
      cpuRequestPercent: 10,
      memoryBytes: 512 * 1024 * 1024,
      memoryRequestBytes: 64 * 1024 * 1024,
      pids: 64,
      outputBytes: 256 * 1024 * 1024,
      readBytesPerSecond: 0,
      writeBytesPerSecond: 0,
    },
    graceMs: 30_000,
    outputs: [
      { name: 'profile', path: 'perf.data', mediaType: 'application/vnd.linux.perf-data', required: true },
    ],
    durationMs: 1_000,
    warmupMs: 0,
    commitTimeoutMs: 10_000,
    capabilities: ['PERFMON', 'SYS_PTRACE', 'SYSLOG', 'SYS_ADMIN', 'SYS_CHROOT'],
    environment: {},
    uploadDeadlineMs: 600_000,
    concurrentPerNode: 1,
    pods: [],
    exclusiveWith: [],
    versionRange: '',
    overheadPercent: 0,
    abortOnPressure: undefined,
    compression: 'none',
    maxUploadBytesPerSecond: 0,
    rollingIntervalMs: 0,
    keepMs: 0,
    ...overrides,
  };
}

/** The same with the built-in tool. */
export function buildSnapshotCommand(overrides: Overrides): Command {
  return buildCommand({
    tool: 'node-snapshot',
    args: [],
    binary: { source: 'builtin', path: '', sha256: [] },
    caps: {
      cpuPercent: 0,
      cpuRequestPercent: 0,
      memoryBytes: 0,
      memoryRequestBytes: 0,
      pids: 0,
      outputBytes: 0,
      readBytesPerSecond: 0,
      writeBytesPerSecond: 0,
    },
    outputs: [
      { name: 'snapshot', path: 'node-snapshot.ndjson', mediaType: 'application/x-ndjson', required: true },
    ],
    capabilities: [],
    ...overrides,
  });
}
