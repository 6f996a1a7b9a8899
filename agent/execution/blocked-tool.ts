import type { Duplex, Readable } from 'node:stream';
import { type Reason, reasons } from '../../shared/domain/reasons.ts';
import { chooseCapabilities, readBoundingSet } from './capabilities.ts';
import { findLine } from './find-line.ts';
import { firstOf, isAbortedFirst, orAborted } from './first-of.ts';
import { keepTail } from './keep-tail.ts';
import type { PinnedBinary } from './pin-binary.ts';
import { type Exit, type SpawnedTool, spawnTool } from './spawn-tool.ts';
import { makeChain, wrapperNews } from './wrapper.ts';

export interface BlockedRequest {
  readonly binary: PinnedBinary;
  readonly args: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly capabilities: readonly string[];
  /** A network namespace to run in; stays the caller's to close. Undefined: the agent's own. */
  readonly networkFd?: number | undefined;
  readonly joinFiles: readonly string[];
  readonly fileSizeBytes: number;
  /** Reads stdout instead of the bounded tail. */
  readonly readStdout?: (stdout: Readable) => void;
  /** Takes stdout instead; stays the caller's to close. */
  readonly stdoutFd?: number;
  /** Looked for in what the tool writes to stderr, and to stdout where that is a pipe. */
  readonly awaitedLine?: RegExp | undefined;
}

/** A chain that has been spawned and stops before the tool. */
export interface BlockedTool {
  /** Of the chain, and of the tool once it executes. */
  readonly pid: number;
  readonly lackingCapabilities: readonly string[];
  readonly exit: Promise<Exit>;
  /** Resolves when descriptor 4 ends: `executed`, or why not. */
  readonly execution: Promise<Execution>;
  /** Resolves when the tool has written the awaited line; never where it does not. */
  readonly lineFound: Promise<void>;
  /** Lets it execute. */
  release(): void;
  kill(signal: NodeJS.Signals): boolean;
  close(drainMs: number): Promise<void>;
  /** The end of stderr, else of stdout. */
  readDiagnostics(): string;
  /** The end of stdout, else of stderr. */
  readOutput(): string;
}

type Execution = { readonly kind: 'executed' } | { readonly kind: 'failed'; readonly exitCode: number };

export type BlockResult =
  | { readonly kind: 'blocked'; readonly tool: BlockedTool }
  | { readonly kind: 'failed'; readonly reason: Reason; readonly message: string };

const joinLimitMs = 10_000;

/**
 * Starts the chain and waits until it stands in every cgroup. When that fails, or the signal aborts, the leader is
 * killed and its pipes are closed; the cgroup is left to the caller to empty.
 */
export async function startBlocked(request: BlockedRequest, signal: AbortSignal): Promise<BlockResult> {
  const choice = chooseCapabilities(request.capabilities, await readBoundingSet());
  const entersNetwork = request.networkFd !== undefined;
  const chain = makeChain({ ...request, capabilities: choice.kept, entersNetwork });
  const spawned = spawnTool(chain, { ...request, binaryFd: request.binary.fd.fd });
  const news = followNews(spawned.news);
  const readStderr = keepTail(spawned.stderr);
  const readStdout = takeStdout(request, spawned);
  const lineFound = findLine([spawned.stdout, spawned.stderr], request.awaitedLine);
  const readDiagnostics = (): string => readStderr() || readStdout();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(joinLimitMs)]);
  const first = await firstOf<'joined' | 'ended' | 'late'>([
    async (over) => ((await orAborted(news.joined, over)) === true ? 'joined' : undefined),
    async (over) => ((await orAborted(spawned.exit, over)) === undefined ? undefined : 'ended'),
    async (over) => ((await isAbortedFirst(limit, over)) ? 'late' : undefined),
  ]);
  if (first === 'joined') {
    return {
      kind: 'blocked',
      tool: {
        pid: spawned.pid,
        lackingCapabilities: choice.lacking,
        exit: spawned.exit,
        execution: news.ended.then(toExecution),
        lineFound,
        release: () => spawned.gate.write('\n'),
        kill: (name) => spawned.kill(name),
        close: (drainMs) => spawned.close(drainMs),
        readDiagnostics,
        readOutput: () => readStdout() || readStderr(),
      },
    };
  }
  spawned.kill('SIGKILL');
  const exit = await spawned.exit;
  await spawned.close(100);
  if (first === 'late') {
    const why = signal.aborted
      ? 'it was given up'
      : `it did not join its cgroup within ${joinLimitMs / 1_000} s`;
    return failure(reasons.ExecFailed, request, why);
  }
  const why = exit.problem || readDiagnostics() || `the start ended with ${exit.exitCode}${exit.signal}`;
  const isJoin = (await news.ended).startsWith(wrapperNews.failed);
  return failure(isJoin ? reasons.CgroupFailed : reasons.ExecFailed, request, why);
}

function takeStdout(request: BlockedRequest, spawned: SpawnedTool): () => string {
  if (request.readStdout === undefined) return keepTail(spawned.stdout);
  request.readStdout(spawned.stdout);
  return () => '';
}

interface News {
  /** True once the wrapper has joined; false when it ended without. */
  readonly joined: Promise<boolean>;
  /** All that the wrapper said, at end of file. */
  readonly ended: Promise<string>;
}

function followNews(stream: Duplex): News {
  let text = '';
  const joined = Promise.withResolvers<boolean>();
  const ended = Promise.withResolvers<string>();
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1').slice(0, 16);
    if (text.startsWith(wrapperNews.joined)) joined.resolve(true);
  });
  const end = (): void => {
    joined.resolve(false);
    ended.resolve(text);
  };
  stream.once('end', end);
  stream.once('close', end);
  return { joined: joined.promise, ended: ended.promise };
}

function toExecution(text: string): Execution {
  const match = /^RF([0-9]+)$/.exec(text);
  return match === null ? { kind: 'executed' } : { kind: 'failed', exitCode: Number(match[1]) };
}

function failure(reason: Reason, request: BlockedRequest, why: string): BlockResult {
  return { kind: 'failed', reason, message: `Cannot start tool "${request.binary.path}": ${why}` };
}
