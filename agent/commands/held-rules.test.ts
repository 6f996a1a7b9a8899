import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../shared/domain/command.ts';
import { digestSpec } from '../../shared/kinds/digest-spec.ts';
import { buildCommand } from '../../test/builders/command.ts';
import { withRules } from '../../test/builders/rules.ts';
import { type Acceptance, acceptCommand } from './accept-command.ts';
import { HeldRules } from './held-rules.ts';

const nodeUid = 'n1';
const perf = buildCommand({ nodeUid, args: ['record', '-a', '-g'] });
let held: HeldRules;

beforeEach(() => {
  held = new HeldRules();
});

/** Holds a spec and returns its digest. */
function hold(spec: unknown): string {
  const digest = digestSpec(spec);
  expect(held.take({ digest, spec: JSON.stringify(spec) })).toEqual({ kind: 'held' });
  return digest;
}

/** The config that `withRules` makes of a command, with changes. */
function configOf(command: Command, changes: object = {}): object {
  return { ...(JSON.parse(withRules(command).document.spec) as object), ...changes };
}

function accept(command: Command): Acceptance {
  return acceptCommand(command, {
    nodeUid,
    isDraining: false,
    isKnown: false,
    highestAttempt: 0,
    underWay: [],
    spoolFreeBytes: 1,
    spoolFloorBytes: 1,
    spoolWaitingBytes: 0,
    spoolAsideBytes: 0,
    spoolKept: [],
    spoolLimitBytes: 1_000,
    pressure: { cpu: 0, memory: 0, io: 0 },
    targetPids: new Set(),
    netDevices: new Set(),
    perfProblem: '',
    rules: held.find(command),
  });
}

describe('an agent that holds rules', () => {
  it('takes none whose digest is not its own', () => {
    const taken = held.take({ digest: 'a'.repeat(64), spec: '{}' });
    expect(taken).toMatchObject({ kind: 'refused', message: expect.stringContaining('digest') as unknown });
    expect(held.take({ digest: '', spec: '{' }).kind).toBe('refused');
    expect(held.take({ digest: '', spec: `"${'x'.repeat(300_000)}"` }).kind).toBe('refused');
  });

  it('refuses a command that names a config or a policy that it does not hold', () => {
    expect(accept(perf)).toMatchObject({ kind: 'refused', reason: 'RulesNotHeld' });
    const configDigest = hold(configOf(perf, { argumentPolicy: 'narrow' }));
    expect(accept({ ...perf, configDigest })).toMatchObject({ reason: 'RulesNotHeld' });
    expect(accept({ ...perf, configDigest, policyDigest: configDigest })).toMatchObject({
      reason: 'RulesNotHeld',
    });
    const free = hold(configOf(perf));
    expect(accept({ ...perf, configDigest: free })).toMatchObject({ kind: 'accepted' });
    expect(accept({ ...perf, configDigest: free, policyDigest: free })).toMatchObject({
      reason: 'RulesNotHeld',
    });
  });

  it.each<[string, Partial<Command>]>([
    ['locked arguments', { lockedArgs: ['-i'] }],
    ['outputs', { outputs: perf.outputs.map((output) => ({ ...output, path: 'other' })) }],
    ['executable', { binary: { ...perf.binary, path: '/opt/perf' } }],
    ['environment', { environment: { PERF_CONFIG_NOSYSTEM: '1' } }],
    ['version range', { versionRange: '>=1.0' }],
    ['exclusions', { exclusiveWith: ['strace'] }],
    ['capability', { capabilities: [...perf.capabilities, 'IPC_LOCK'] }],
    ['CPU', { caps: { ...perf.caps, cpuPercent: 101 } }],
    ['memory', { caps: { ...perf.caps, memoryBytes: perf.caps.memoryBytes + 1 } }],
    ['number of processes', { caps: { ...perf.caps, pids: 65 } }],
    ['output', { caps: { ...perf.caps, outputBytes: perf.caps.outputBytes + 1 } }],
    ['bandwidth of reading', { caps: { ...perf.caps, readBytesPerSecond: 2 ** 20 + 1 } }],
    ['bandwidth of reading', { caps: { ...perf.caps, readBytesPerSecond: 0 } }],
    ['bandwidth of writing', { caps: { ...perf.caps, readBytesPerSecond: 1 } }],
    ['duration', { durationMs: 86_400_000 }],
    ['runs at once', { concurrentPerNode: 2 }],
  ])('refuses a command that differs from its config in its %s', (what, changes) => {
    const bandwidth = { readBytesPerSecond: '1Mi', writeBytesPerSecond: '1Mi' };
    const limits = { ...(configOf(perf) as { limits: object }).limits, ...bandwidth, duration: '1h' };
    const caps = { ...perf.caps, readBytesPerSecond: 2 ** 20, writeBytesPerSecond: 1 };
    const fitting = { ...perf, caps };
    const configDigest = hold(configOf(perf, { limits }));
    expect(accept({ ...fitting, configDigest })).toMatchObject({ kind: 'accepted' });
    expect(accept({ ...fitting, ...changes, configDigest })).toMatchObject({
      kind: 'refused',
      reason: 'CommandRefused',
      message: expect.stringContaining(what) as unknown,
    });
  });

  it('keeps a config to its namespaces', () => {
    const configDigest = hold(configOf(perf, { allowedNamespaces: ['prod-*'] }));
    expect(accept({ ...perf, configDigest })).toMatchObject({ reason: 'CommandRefused' });
    expect(accept({ ...perf, captureNamespace: 'prod-1', configDigest })).toMatchObject({ kind: 'accepted' });
  });

  it('narrows by a policy that enforces, and where its overlay says so', () => {
    const allowing = (...names: string[]) => [
      { name: 'record', options: names.map((each) => ({ names: [each] })) },
    ];
    const namespaces = [{ names: ['dev-*'], denyOptions: ['-g'] }];
    const policy = { tool: 'perf', subcommands: allowing('-a', '-g'), namespaces };
    const configDigest = hold(configOf(perf, { argumentPolicy: 'narrow' }));
    const under = (changes: object, captureNamespace = 'prod'): Acceptance =>
      accept({ ...perf, configDigest, captureNamespace, policyDigest: hold({ ...policy, ...changes }) });
    const refused = { kind: 'refused', reason: 'ArgumentRefused' };
    expect(under({})).toMatchObject({ kind: 'accepted' });
    expect(under({ subcommands: allowing('-a'), namespaces: undefined })).toMatchObject(refused);
    expect(under({}, 'dev-1')).toMatchObject(refused);
    expect(under({ enforcement: 'Warn' }, 'dev-1')).toMatchObject({ kind: 'accepted' });
    expect(under({ tool: 'tcpdump' })).toMatchObject({ reason: 'RulesNotHeld' });
  });
});
