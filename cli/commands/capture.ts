import type { Command } from 'commander';
import { stringify } from 'yaml';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { toStruct } from '../../shared/rpc/struct.ts';
import { buildSpec } from '../capture/build-spec.ts';
import type { CaptureOptions } from '../capture/capture-options.ts';
import { confirm, isWide } from '../capture/confirm.ts';
import { type Interruptions, listenForInterruptions } from '../capture/interruptions.ts';
import { runCapture } from '../capture/run-capture.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import type { CaptureClient } from '../connection/capture-client.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  addConnectionOptions,
  addFormatOption,
  addNamespaceOption,
  type GlobalOptions,
  makeDisplay,
  readGlobalOptions,
  withClient,
} from '../global-options.ts';
import { captureObjects } from '../output/object-views.ts';
import { renderObjects } from '../output/print-objects.ts';
import { renderPaths } from '../output/render-paths.ts';
import { renderPreview } from '../output/render-preview.ts';

interface CaptureCommandOptions extends CaptureOptions {
  readonly output: string;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  readonly yes?: boolean;
  readonly download: boolean;
  readonly open?: boolean;
  readonly timeout?: string;
}

/** `openFile` shows a file to the person with whatever their desktop opens it with. */
export function addCaptureCommand(
  program: Command,
  context: CommandContext,
  openFile: (path: string) => Promise<boolean>,
): void {
  const command = program
    .command('capture')
    .description('run a tool on nodes at one instant, follow it, download what it leaves')
    .argument('<tool>', 'a tool of "toe tools", such as perf')
    .argument('[args...]', 'arguments of the tool, after "--"')
    .option('--duration <time>', 'how long the tool runs (default: 10s)')
    .option('--warmup <time>', 'between the start instant and the start of the tool')
    .option(
      '--preset <level>',
      "low, medium or high: arguments of the tool's config, as the frequency of perf",
    )
    .option('--node <name>', 'a node by name; may be repeated', collect)
    .option('--nodes <labels>', 'nodes by labels: pool=blue,zone=a')
    .option('-l, --selector <labels>', 'the same as --nodes')
    .option('--all', 'every connected node')
    .option('--pods <labels>', 'pods of the namespace by labels: their nodes, and only their processes')
    .option('--container <name>', 'with --pods: a container of them by name')
    .option('--max-nodes <number>', 'a sample of the chosen nodes: at most so many')
    .option('--max-percent <percent>', 'a sample of the chosen nodes: at most this share')
    .option('--spread-by <label>', 'take the sample evenly from the values of this label')
    .option('--wait-for <time>', 'how long to wait for a first node')
    .option('--name <name>', 'name of the capture (default: made from the tool)')
    .option('--reason <text>', 'why; kept with the capture')
    .option('--lead-time <time>', 'between the last node being ready and the start instant')
    .option('--at <instant>', 'the start instant: 2030-01-31T14:05:00Z')
    .option('--max-concurrent <number>', 'on so many nodes at once, the rest in later waves')
    .option('--retries <number>', 'how often a failed node is tried again')
    .option('--min-success <percent>', 'share of the nodes that must be verified')
    .option('--max-cpu <percent>', "cap of the tool's CPU, in per cent of one core")
    .option('--rolling-interval <time>', 'begin a new file so often; each is sent at once')
    .option('--keep-on-node', 'leave the files on their nodes; toe download fetches them')
    .option('--ttl <time>', 'remove the capture so long after its end')
    .option('--output <dir>', 'make the folder of the capture in here', '.')
    .option('--timeout <time>', 'leave after this long; the capture goes on')
    .option('--dry-run', 'say what would be done, do nothing')
    .option('--detach', 'start it and leave')
    .option('--yes', 'do not ask')
    .option('--no-download', 'leave the files in the store')
    .option('--open', 'show the flame graph when it is here')
    .action(async (tool: string, args: readonly string[], options: CaptureCommandOptions) => {
      const globals = readGlobalOptions(command, context);
      using interruptions = listenForInterruptions(context.signals);
      await withClient(globals, context, async (client, namespace) => {
        const act = { tool, args, options, globals, client, namespace, context, interruptions };
        const spec = await prepareSpec(act);
        if (spec === undefined) return;
        await capture(act, spec, openFile);
      });
    });
  addConnectionOptions(addNamespaceOption(addFormatOption(command)));
}

interface CaptureAct {
  readonly tool: string;
  readonly args: readonly string[];
  readonly options: CaptureCommandOptions;
  readonly globals: GlobalOptions;
  readonly client: CaptureClient;
  readonly namespace: string;
  readonly context: CommandContext;
  readonly interruptions: Interruptions;
}

type Spec = Parameters<typeof toStruct>[0];

/** Checks, previews and asks. Undefined: a dry run, which is over. */
async function prepareSpec(act: CaptureAct): Promise<Spec | undefined> {
  const { tool, options, globals, client, context } = act;
  const { nodes: fleet } = await client.listNodes();
  const connected = fleet.filter((node) => node.connected);
  const [first] = connected;
  const built = buildSpec(tool, act.args, options, connected.length === 1 ? first?.name : undefined);
  if (built.kind === 'invalid') {
    throw new CliError(`Cannot capture with "${tool}": ${built.faults.join('; ')}`, {
      exitCode: exitCodes.usage,
      next: `toe nodes${globals.suffix}`,
    });
  }
  const preview = await client.preview({ namespace: act.namespace, spec: toStruct(built.spec) });
  const text = renderPreview(tool, preview);
  if (options.dryRun === true) {
    if (globals.format === 'json') context.stdout.write(`${JSON.stringify(preview, null, 2)}\n`);
    else context.stdout.write(globals.format === 'yaml' ? stringify(preview) : text);
    if (preview.faults.length > 0) context.exitWith(exitCodes.usage);
    return undefined;
  }
  if (preview.faults.length > 0) {
    throw new CliError(`Cannot capture with "${tool}": ${preview.faults.join('; ')}`, {
      exitCode: exitCodes.usage,
      next: `toe ${preview.faults.some((fault) => fault.includes('spec.targets')) ? 'nodes' : 'tools'}${globals.suffix}`,
    });
  }
  if (!globals.quiet) context.stderr.write(text);
  await askIfWide(act, preview.nodes.length, connected.length);
  return built.spec;
}

async function askIfWide(act: CaptureAct, nodes: number, fleet: number): Promise<void> {
  const { context, interruptions } = act;
  if (act.options.yes === true || context.stdin.isTTY !== true || !isWide(nodes, fleet)) return;
  const question = `Run ${act.tool} on ${nodes} of ${fleet} nodes?`;
  const signal = AbortSignal.any([interruptions.stop, interruptions.leave]);
  if (await confirm(question, context.stdin, context.stderr, signal)) return;
  throw new CliError('Cannot create the capture: it was not confirmed', {
    exitCode: signal.aborted ? exitCodes.interrupted : exitCodes.failed,
    next: 'the same command with --yes',
  });
}

async function capture(
  act: CaptureAct,
  spec: Spec,
  openFile: (path: string) => Promise<boolean>,
): Promise<void> {
  const { options, globals, client, context } = act;
  const timeoutMs = options.timeout === undefined ? undefined : parseDurationMs(options.timeout);
  if (options.timeout !== undefined && timeoutMs === undefined) {
    throw new CliError(
      `Cannot capture: --timeout "${options.timeout}" is not a duration: write it as 90s or 2m30s`,
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const display = makeDisplay(globals, context);
  const result = await runCapture(
    {
      namespace: act.namespace,
      name: options.name ?? '',
      spec,
      outputDirectory: options.download && options.keepOnNode !== true ? options.output : undefined,
      timeoutMs,
      detach: options.detach === true,
    },
    { client, display, clock: context.clock, suggest: (words) => `toe ${words}${globals.suffix}` },
    act.interruptions,
  );
  context.exitWith(result.exitCode);
  if (globals.format === 'table' || globals.format === 'wide') {
    if (result.downloaded !== undefined) context.stdout.write(renderPaths(result.downloaded));
    else context.stdout.write(`${result.name}\n`);
  } else {
    const object = await client.get({ namespace: act.namespace, name: result.name });
    context.stdout.write(renderObjects(globals.format, captureObjects, [object], 'one'));
  }
  if (options.open !== true) return;
  const report = result.downloaded?.results.find(({ download }) => download.path.endsWith('.html'));
  if (report === undefined || report.kind === 'failed') display.note('There is no flame graph to open');
  else if (!(await openFile(report.download.path))) {
    display.note(`Cannot open "${report.download.path}": no desktop showed it: open it in a browser`);
  }
}

function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}
