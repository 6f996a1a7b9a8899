import type { JsonObject } from '../../shared/rpc/struct.ts';
import { toStruct } from '../../shared/rpc/struct.ts';
import type { Clock } from '../../shared/runtime/clock.ts';
import { CliError } from '../cli-error.ts';
import type { CaptureClient } from '../connection/capture-client.ts';
import { type DownloadedCapture, downloadCapture } from '../downloads/download-capture.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { ProgressDisplay } from '../output/progress-display.ts';
import { renderResult } from '../output/render-result.ts';
import type { CaptureView } from './capture-view.ts';
import { followCapture } from './follow-capture.ts';
import type { Interruptions } from './interruptions.ts';
import { toDownloadCode, toExitCode } from './outcome-code.ts';

export interface CaptureRequest {
  readonly namespace: string;
  /** Empty: the coordinator makes one. */
  readonly name: string;
  readonly spec: JsonObject;
  /** The capture's folder is made in here; undefined: nothing is downloaded. */
  readonly outputDirectory: string | undefined;
  /** Undefined: as long as it takes. */
  readonly timeoutMs: number | undefined;
  readonly detach: boolean;
}

export interface CaptureDependencies {
  readonly client: CaptureClient;
  readonly display: ProgressDisplay;
  readonly clock: Clock;
  /** A whole command line that reaches the same coordinator, for people. */
  readonly suggest: (words: string) => string;
}

/** What became of it. `view` is missing where the capture was left to go on by itself. */
export interface CaptureResult {
  readonly name: string;
  readonly exitCode: ExitCode;
  readonly view: CaptureView | undefined;
  readonly downloaded: DownloadedCapture | undefined;
}

/**
 * Creates a capture, shows it to its end and downloads what it left. The first interruption stops it and keeps
 * what there is; the second leaves it to itself and says how to come back.
 */
export async function runCapture(
  request: CaptureRequest,
  deps: CaptureDependencies,
  interruptions: Interruptions,
): Promise<CaptureResult> {
  const { client, display } = deps;
  if (interruptions.stop.aborted || interruptions.leave.aborted) {
    throw new CliError('Cannot create the capture: interrupted before it was created', {
      exitCode: exitCodes.interrupted,
    });
  }
  const { namespace, name } = await client.create({
    namespace: request.namespace,
    name: request.name,
    spec: toStruct(request.spec),
  });
  const ref = { namespace, name };
  const left = { name, view: undefined, downloaded: undefined };
  if (request.detach) {
    display.note(`Capture "${name}" created; follow it with: ${deps.suggest(`watch ${name}`)}`);
    return { ...left, exitCode: exitCodes.ok };
  }
  display.note(`Capture "${name}" created`);

  using stopping = stopWhenAsked(ref, deps, interruptions.stop);
  using timeout = abortAfter(request.timeoutMs);
  const end = await followCapture(ref, deps, AbortSignal.any([interruptions.leave, timeout.signal]));
  display.end();
  if (end.kind === 'detached') {
    const why = end.reason === 'timeout' ? 'The timeout passed' : 'Detached';
    display.note(
      `${why}; capture "${name}" goes on without you. Next: ${deps.suggest(`watch ${name}`)}, then ${deps.suggest(`download ${name}`)}`,
    );
    return { ...left, exitCode: end.reason === 'timeout' ? exitCodes.timeout : exitCodes.interrupted };
  }
  display.note(renderResult(end.view).trimEnd());
  if (end.view.keptBytes > 0)
    display.note(`The files stay on their nodes. Next: ${deps.suggest(`download ${name}`)}`);
  await stopping.settled();
  const wasStopped = interruptions.stop.aborted;
  const signal = wasStopped
    ? interruptions.leave
    : AbortSignal.any([interruptions.leave, interruptions.stop]);
  const downloaded =
    request.outputDirectory === undefined
      ? undefined
      : await downloadCapture(ref, request.outputDirectory, deps, signal);
  for (const problem of downloaded?.problems ?? []) display.note(problem);
  if (downloaded !== undefined && (downloaded.interrupted || downloaded.problems.length > 0)) {
    display.note(`Next: ${deps.suggest(`download ${name}`)}`);
  }
  const isInterrupted = wasStopped || interruptions.stop.aborted || interruptions.leave.aborted;
  const ended = toExitCode(end.view);
  const exitCode = downloaded === undefined || ended !== exitCodes.ok ? ended : toDownloadCode(downloaded);
  return { name, view: end.view, downloaded, exitCode: isInterrupted ? exitCodes.interrupted : exitCode };
}

function stopWhenAsked(
  ref: { readonly namespace: string; readonly name: string },
  { client, display, suggest }: CaptureDependencies,
  stop: AbortSignal,
): Disposable & { readonly settled: () => Promise<void> } {
  let asked = Promise.resolve();
  const ask = async (): Promise<void> => {
    display.note(`Stopping capture "${ref.name}" and keeping what there is; interrupt again to leave it`);
    try {
      await client.stop(ref);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      display.note(`${why}. Next: ${suggest(`stop ${ref.name}`)}`);
    }
  };
  const onStop = (): void => {
    asked = ask();
  };
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });
  return { settled: () => asked, [Symbol.dispose]: () => stop.removeEventListener('abort', onStop) };
}

function abortAfter(timeoutMs: number | undefined): Disposable & { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => controller.abort('timeout'), timeoutMs);
  return { signal: controller.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
