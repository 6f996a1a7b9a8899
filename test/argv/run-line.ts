import { constants } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { placeScripts } from '../../agent/commands/place-scripts.ts';
import { chooseCapabilities, readBoundingSet } from '../../agent/execution/capabilities.ts';
import { type DecidedEnding, decideEnding } from '../../agent/execution/decide-ending.ts';
import { keepTail } from '../../agent/execution/keep-tail.ts';
import type { PinnedBinary } from '../../agent/execution/pin-binary.ts';
import type { Exit, SpawnedTool } from '../../agent/execution/spawn-tool.ts';
import { spawnTool } from '../../agent/execution/spawn-tool.ts';
import { makeChain } from '../../agent/execution/wrapper.ts';
import type { StopBaseline, SubcommandBaseline } from '../../shared/arguments/baseline/tool-baseline.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { fillSlots } from '../../shared/arguments/fill-slots.ts';
import { findFaults } from './find-faults.ts';
import type { Line, LineWorld } from './make-lines.ts';
import { parseCalls, type WatchedCall } from './watched-call.ts';

/** How a line went. */
export interface LineRun {
  /** As it was executed. */
  readonly argv: readonly string[];
  /** It ended by itself. */
  readonly isDone: boolean;
  readonly ending: DecidedEnding;
  /** The end of what the tool said. */
  readonly said: string;
  readonly directory: string;
  readonly calls: readonly WatchedCall[];
  /** What is wrong with the files that it left. */
  readonly faults: readonly string[];
}

export interface RunOptions {
  /** The compiled `watch-calls.c`. */
  readonly watcher: string;
  readonly binary: PinnedBinary;
  readonly world: LineWorld;
  /** From the execution to the stop signal. */
  readonly momentMs: number;
}

/** The pinned executable in the chain of an agent. */
const executed = '/proc/self/fd/5';
const fileSizeBytes = 1 << 30;
const drainMs = 1_000;

/**
 * Executes the tool with the argv of a line as an agent does, but for the cgroup: pinned, with the rights and the
 * environment of its default config, in a directory of its own; under watch; for a moment, then stopped as the baseline
 * says, and killed after its grace. Nothing of it is left.
 */
export async function runLine(line: Line, options: RunOptions): Promise<LineRun> {
  const { tool, subcommand } = line.verdict;
  const top = await mkdtemp(join(tmpdir(), 'toe-argv-'));
  const directory = join(top, 'run');
  const log = join(top, 'calls');
  try {
    await mkdir(directory, { mode: 0o700 });
    const argv = await toArgv(line, directory, options.world);
    const config = defaultConfigs.get(tool.tool);
    const wanted = config?.securityContext.capabilities.add ?? [];
    const { kept } = chooseCapabilities(wanted, await readBoundingSet());
    const chain = makeChain({ capabilities: kept, joinFiles: [], args: argv, fileSizeBytes });
    await using stdout = await openStdout(subcommand, directory);
    const to = subcommand.stop.toItsChildren === true ? 'children' : 'tool';
    const spawned = spawnTool([options.watcher, log, executed, to, '/usr/bin/setpriv', ...chain.slice(1)], {
      directory,
      environment: config?.environment ?? {},
      binaryFd: options.binary.fd.fd,
      ...(stdout === undefined ? {} : { stdoutFd: stdout.fd }),
    });
    const { how, exit, said } = await watchTool(spawned, subcommand.stop, options.momentMs);
    const calls = parseCalls(await readFile(log, 'utf8'));
    const ending = toEnding(how, exit, said, subcommand.stop);
    const faults = await findFaults(calls, subcommand.outputs, directory, argv);
    return { argv, isDone: how === 'done', ending, said, directory, calls, faults };
  } finally {
    await rm(top, { recursive: true, force: true });
  }
}

async function toArgv(line: Line, directory: string, world: LineWorld): Promise<readonly string[]> {
  const { argv, subcommand } = line.verdict;
  const { confinement } = subcommand;
  const maxPids = confinement === undefined || confinement.by === 'network' ? 0 : confinement.maxPids;
  return fillSlots(argv, {
    outputs: new Map(subcommand.outputs.map(({ name, path }) => [name, join(directory, path)])),
    durationMs: world.durationMs,
    pids: line.scope === 'pods' ? world.targetPids.slice(0, maxPids) : [],
    scripts: await placeScripts(argv, directory),
  });
}

async function openStdout({ outputs }: SubcommandBaseline, directory: string) {
  const printed = outputs.find(({ isStdout }) => isStdout === true);
  if (printed === undefined) return undefined;
  return await open(
    join(directory, printed.path),
    constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND,
    0o600,
  );
}

type How = 'done' | 'stopped' | 'killed';

async function watchTool(spawned: SpawnedTool, stop: StopBaseline, momentMs: number) {
  const readStderr = keepTail(spawned.stderr);
  const readStdout = keepTail(spawned.stdout);
  try {
    const how = await supervise(spawned, stop, momentMs);
    const exit = await spawned.exit;
    await spawned.close(drainMs);
    return { how, exit, said: `${readStderr()}\n${readStdout()}`.trim() };
  } finally {
    spawned.kill('SIGUSR1');
  }
}

async function supervise(spawned: SpawnedTool, stop: StopBaseline, momentMs: number): Promise<How> {
  const exited = spawned.exit.then(() => 'exited');
  const isExecuted = new Promise((resolve) => spawned.news.resume().once('close', resolve));
  spawned.gate.write('\n');
  await Promise.race([isExecuted, exited]);
  if ((await within(exited, momentMs)) === 'exited') return 'done';
  spawned.kill(stop.signal === 'SIGKILL' ? 'SIGUSR1' : stop.signal);
  if ((await within(exited, stop.minGraceMs)) === 'exited') return 'stopped';
  spawned.kill('SIGUSR1');
  await exited;
  return 'killed';
}

async function within<T>(promise: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController();
  try {
    return await Promise.race([promise, setTimeout(ms, undefined, { signal: over.signal })]);
  } finally {
    over.abort();
  }
}

function toEnding(how: How, exit: Exit, said: string, stop: StopBaseline): DecidedEnding {
  return decideEnding({
    cause: { kind: how === 'done' ? 'exit' : 'planned' },
    exit,
    isKilled: how === 'killed',
    stopSignal: stop.signal,
    graceMs: stop.minGraceMs,
    outputBytes: 0,
    memoryBytes: 0,
    pids: 0,
    events: { oomKills: 0, pidsDenied: 0 },
    diagnostics: said,
  });
}
