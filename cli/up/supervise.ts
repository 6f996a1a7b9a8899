import { stat } from 'node:fs/promises';
import type { Clock } from '../../shared/runtime/clock.ts';
import { isAbort } from '../../shared/runtime/group.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ChildProcess, ProcessEnd, ProcessRequest, ProcessStarter } from './child-process.ts';
import { pickFault, readLastLines } from './read-last-lines.ts';

/** A child that has said that it is ready. */
export interface Supervised {
  readonly title: string;
  readonly child: ChildProcess;
  /** Members of its ready line. */
  readonly ready: ReadonlyMap<string, string>;
  /** How it ended and what it said last, for people. */
  describeEnd(end: ProcessEnd): Promise<string>;
}

const readyWithinMs = 60_000;

/**
 * Starts a child and waits for its one line `{"event":"ready",…}`. One that ends before, is not ready within a
 * minute, or is not wanted any more, is ended and a CliError thrown that carries its own words.
 */
export async function startSupervised(
  title: string,
  request: ProcessRequest,
  deps: { readonly starter: ProcessStarter; readonly clock: Clock },
  abort: AbortSignal,
): Promise<Supervised> {
  const logOffset = (await stat(request.logPath).catch(() => undefined))?.size ?? 0;
  const child = await deps.starter.start(request);
  const describeEnd = async (end: ProcessEnd): Promise<string> => {
    const how = end.signal === '' ? `exited with code ${end.exitCode}` : `was ended by ${end.signal}`;
    const said = pickFault(await readLastLines(request.logPath, logOffset, 20));
    return [`the ${title} ${how}; its log is "${request.logPath}"`, ...said.map((line) => `  ${line}`)].join(
      '\n',
    );
  };
  using timers = endWith(abort);
  const first = await Promise.race([
    readReadyLine(child.lines).then((ready) => ({ kind: 'ready', ready }) as const),
    child.ended.then((end) => ({ kind: 'ended', end }) as const),
    deps.clock.sleep(readyWithinMs, timers.signal).then(
      () => ({ kind: 'late' }) as const,
      () => ({ kind: 'aborted' }) as const,
    ),
  ]);
  if (first.kind === 'ready') return { title, child, ready: first.ready, describeEnd };
  if (first.kind === 'ended') throw new CliError(`Cannot start: ${await describeEnd(first.end)}`);
  child.killGroup();
  const end = await child.ended;
  if (first.kind === 'aborted')
    throw new CliError('Cannot start: interrupted', { exitCode: exitCodes.interrupted });
  throw new CliError(`Cannot start: not ready within ${readyWithinMs / 1000} s: ${await describeEnd(end)}`);
}

/** SIGTERM, then a wait; whatever is left after `graceMs`, or when `kill` aborts, is killed with its group. */
export async function stopSupervised(
  { child }: Supervised,
  graceMs: number,
  clock: Clock,
  kill: AbortSignal,
): Promise<'stopped' | 'killed'> {
  child.signal('SIGTERM');
  using timers = endWith(kill);
  const timeUp = clock.sleep(graceMs, timers.signal).catch((error: unknown) => {
    if (!isAbort(error)) throw error;
  });
  const first = await Promise.race([
    child.ended.then(() => 'stopped' as const),
    timeUp.then(() => 'killed' as const),
  ]);
  if (first === 'killed') child.killGroup();
  await child.ended;
  return first;
}

/** Reads on after the line has been found, so that the child never waits for us. */
async function readReadyLine(lines: AsyncIterable<string>): Promise<ReadonlyMap<string, string>> {
  return await new Promise((resolve) => {
    const read = async (): Promise<void> => {
      for await (const line of lines) {
        const ready = parseReadyLine(line);
        if (ready !== undefined) resolve(ready);
      }
    };
    // The end of a broken pipe is the end of the child, which is told elsewhere.
    read().catch(() => undefined);
  });
}

/** The text members of a ready line; undefined for any other line. */
export function parseReadyLine(line: string): ReadonlyMap<string, string> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const members = new Map<string, string>();
    for (const [key, member] of Object.entries(value))
      if (typeof member === 'string') members.set(key, member);
    return members.get('event') === 'ready' ? members : undefined;
  } catch {
    return undefined;
  }
}

/** A signal that aborts with the other one or, so that no timer stays, when it is disposed. */
function endWith(other: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const own = new AbortController();
  return { signal: AbortSignal.any([other, own.signal]), [Symbol.dispose]: () => own.abort() };
}
