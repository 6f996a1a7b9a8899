import { sep } from 'node:path';
import type { Log } from '../../shared/log.ts';
import { isPerfText } from './perf/read-perf-text.ts';
import { type ProcessorEnding, runProcessor } from './run-processor.ts';
import { parseResult, type WorkerRequest, type WorkerResult } from './worker-protocol.ts';

/** A verified artifact of one node, as a local file. */
export interface ProcessingInput {
  readonly node: string;
  readonly path: string;
  readonly mediaType: string;
  readonly fileName: string;
}

export interface ProcessingRequest {
  readonly title: string;
  readonly subtitle: string;
  readonly inputs: readonly ProcessingInput[];
  /** Exists, is empty, and is removed by the caller. */
  readonly outputDirectory: string;
  readonly memoryBytes: number;
  readonly timeoutMs: number;
  readonly steps: readonly { readonly name: string; readonly processor: 'flamegraph' }[];
}

interface ProcessingOutput {
  readonly step: string;
  /** Below the request's output directory. */
  readonly path: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** Whether it is what people open. */
  readonly report: boolean;
}

/** `nothing`: no step has an input of its type. */
export type ProcessingResult =
  | {
      readonly kind: 'processed';
      readonly outputs: readonly ProcessingOutput[];
      readonly summary: Readonly<Record<string, number | string>>;
    }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Turns the artifacts of a run into reports, in a child process with caps. Never throws for what inputs hold. An
 * abort ends it with `failed`.
 */
export async function processRun(
  request: ProcessingRequest,
  deps: { readonly log: Log },
  signal: AbortSignal,
): Promise<ProcessingResult> {
  const inputs = request.inputs.filter(({ mediaType }) => isPerfText(mediaType));
  if (inputs.length === 0 || request.steps.length === 0) return { kind: 'nothing' };
  const { title, subtitle, outputDirectory, memoryBytes, timeoutMs } = request;
  const asked: WorkerRequest = { title, subtitle, outputDirectory, steps: [...request.steps], inputs };
  const files = { read: inputs.map(({ path }) => path), writeDirectory: outputDirectory };
  const log = deps.log.child({ part: 'processing', title });
  const startMs = performance.now();
  const ending = await runProcessor(JSON.stringify(asked), files, { memoryBytes, timeoutMs }, signal);
  const result = toResult(ending, request);
  const facts = { inputs: inputs.length, tookMs: Math.round(performance.now() - startMs) };
  if (result.kind === 'failed') log.warn({ ...facts, problem: result.message }, 'Processing failed');
  else log.info({ ...facts, kind: result.kind }, 'Processing ended');
  return result;
}

function toResult(ending: ProcessorEnding, request: ProcessingRequest): ProcessingResult {
  const fail = (why: string): ProcessingResult => ({
    kind: 'failed',
    message: `Cannot process the run: ${why}`,
  });
  switch (ending.kind) {
    case 'answered':
      return checkAnswer(parseResult(ending.stdout), request.outputDirectory);
    case 'aborted':
      return fail('it was stopped before it had ended: it can be run again');
    case 'timedOut':
      return fail(`it took longer than ${request.timeoutMs} ms: raise the timeout of the processing`);
    case 'outOfMemory':
      return fail(
        `it needed more memory than ${Math.floor(request.memoryBytes / 1_048_576)} MiB: raise resources.limits.memory of the processing`,
      );
    case 'died':
      return fail(`the worker died: ${ending.description}`);
    default:
      return ending satisfies never;
  }
}

/** The worker has met hostile input: what it says is believed only as far as it keeps to its directory. */
function checkAnswer(answer: WorkerResult | undefined, directory: string): ProcessingResult {
  if (answer === undefined)
    return { kind: 'failed', message: 'Cannot process the run: the worker gave no result' };
  if (answer.kind !== 'processed') return answer;
  const stray = answer.outputs.find(
    ({ path }) => !path.startsWith(`${directory}${sep}`) || path.split(sep).includes('..'),
  );
  if (stray === undefined) return answer;
  return {
    kind: 'failed',
    message: `Cannot process the run: the worker named "${stray.path}", which is outside its directory`,
  };
}
