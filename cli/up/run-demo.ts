import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { toStruct } from '../../shared/rpc/struct.ts';
import { buildSpec } from '../capture/build-spec.ts';
import type { Interruptions } from '../capture/interruptions.ts';
import { type CaptureResult, runCapture } from '../capture/run-capture.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { makeCaptureClient } from '../connection/capture-client.ts';
import { readEndpoint } from '../connection/endpoint.ts';
import type { UpFile } from '../connection/up-file.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { makeDisplay } from '../global-options.ts';
import { renderPreview } from '../output/render-preview.ts';
import { ensurePerf } from './ensure-perf.ts';
import { renderDemo } from './render-demo.ts';
import { listenForShutdown } from './shutdown-requests.ts';
import { startStack } from './start-stack.ts';
import { startSupervised, stopSupervised } from './supervise.ts';
import { toStackOptions } from './to-stack-options.ts';
import type { UpRequest } from './up-options.ts';

const loadMain = fileURLToPath(new URL('./demo-load.ts', import.meta.url));
const loadGraceMs = 5_000;

/**
 * `toe up --demo`: a coordinator, an agent and a load of its own, one capture of it by the way of `toe capture`, its
 * facts on stdout; then everything ends. The state directory stays: it holds the flame graph.
 */
export async function runDemo(request: UpRequest, context: CommandContext): Promise<ExitCode> {
  const { options, globals } = request;
  if (parseDurationMs(options.duration) === undefined) {
    throw new CliError(
      `Cannot run the demo: --duration "${options.duration}" is not a duration: write it as 10s`,
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const note = (text: string): void => {
    if (!globals.quiet) context.stderr.write(`${text}\n`);
  };
  const stateDirectory = globals.isStateDirectoryGiven
    ? globals.stateDirectory
    : await makeDemoDirectory(context.stateDirectory);
  note(`Demo in "${stateDirectory}"`);
  const perf = await ensurePerf(context.childEnvironment.PATH ?? '', context.isRoot, request.starter, note);
  using shutdown = listenForShutdown(context.signals, () => context.clock.monotonicUs() / 1000);
  const stack = await startStack(
    toStackOptions(request, context, { stateDirectory, port: options.port ?? '0', perf }),
    { ...request, clock: context.clock, note },
    shutdown,
  );
  const broken = new AbortController();
  const whyBroken = stack.broken.then((why) => {
    broken.abort();
    return why;
  });
  const interruptions = { stop: shutdown.stop, leave: AbortSignal.any([shutdown.kill, broken.signal]) };
  try {
    const tool = perf === undefined ? 'node-snapshot' : 'perf';
    const demo = { ...request, tool, stateDirectory, upFile: stack.upFile };
    const exitCode = await captureLoad(demo, context, interruptions).catch((error: unknown) => {
      if (broken.signal.aborted) return exitCodes.failed;
      throw error;
    });
    if (broken.signal.aborted) throw new CliError(`Cannot finish the demo: ${await whyBroken}`);
    return exitCode;
  } finally {
    await stack.stop();
    note('Stopped');
  }
}

async function makeDemoDirectory(parent: string): Promise<string> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  return await mkdtemp(join(parent, 'demo-'));
}

interface DemoCapture extends UpRequest {
  readonly tool: string;
  readonly stateDirectory: string;
  readonly upFile: UpFile;
}

async function captureLoad(
  demo: DemoCapture,
  context: CommandContext,
  interruptions: Interruptions,
): Promise<ExitCode> {
  const { globals, stateDirectory, tool } = demo;
  const namespace = globals.namespace ?? 'default';
  await using load = await startLoad(demo, context, interruptions);
  const endpoint = await readEndpoint({
    ...globals,
    stateDirectory,
    server: undefined,
    login: context.login,
  });
  const client = makeCaptureClient(endpoint);
  const display = makeDisplay(globals, context);
  try {
    display.note(`Load runs as process ${load.pid}: its functions are named toeDemo…`);
    const built = buildSpec(tool, [], { duration: demo.options.duration, reason: 'demo' }, demo.upFile.node);
    if (built.kind === 'invalid') throw new CliError(`Cannot capture: ${built.faults.join('; ')}`);
    const preview = await client.preview({ namespace, spec: toStruct(built.spec) });
    display.note(renderPreview(tool, preview).trimEnd());
    const result: CaptureResult = await runCapture(
      {
        namespace,
        name: '',
        spec: built.spec,
        outputDirectory: join(stateDirectory, 'captures'),
        timeoutMs: undefined,
        detach: false,
      },
      {
        client,
        display,
        clock: context.clock,
        suggest: (words) => `toe ${words} --state-dir ${stateDirectory}`,
      },
      interruptions,
    );
    context.stdout.write(await renderDemo(tool, preview, result, demo.upFile.node));
    return result.exitCode;
  } finally {
    client.close();
  }
}

async function startLoad(
  demo: DemoCapture,
  context: CommandContext,
  interruptions: Interruptions,
): Promise<AsyncDisposable & { readonly pid: number }> {
  const load = await startSupervised(
    'load',
    {
      file: demo.nodePath,
      // perf finds the names of functions in /tmp/perf-<pid>.map, which V8 writes; inlined ones would have no frame.
      args: [
        '--perf-basic-prof',
        '--interpreted-frames-native-stack',
        '--no-turbo-inlining',
        '--no-maglev-inlining',
        loadMain,
      ],
      environment: context.childEnvironment,
      directory: demo.stateDirectory,
      logPath: join(demo.stateDirectory, 'logs', 'load.log'),
    },
    { starter: demo.starter, clock: context.clock },
    interruptions.stop,
  );
  return {
    pid: load.child.pid,
    [Symbol.asyncDispose]: async () => {
      await stopSupervised(load, loadGraceMs, context.clock, interruptions.leave);
      await rm(`/tmp/perf-${load.child.pid}.map`, { force: true });
    },
  };
}
