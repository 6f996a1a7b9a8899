import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { type CaptureClient, makeCaptureClient } from './connection/capture-client.ts';
import { readEndpoint } from './connection/endpoint.ts';
import { type OutputFormat, outputFormats } from './output/print-objects.ts';
import {
  makePlainDisplay,
  makeTerminalDisplay,
  type ProgressDisplay,
  quietDisplay,
} from './output/progress-display.ts';

/** Options that every command has, before or after the command's name. */
export interface GlobalOptions {
  readonly format: OutputFormat;
  readonly namespace: string;
  readonly allNamespaces: boolean;
  readonly quiet: boolean;
  readonly stateDirectory: string;
  readonly isStateDirectoryGiven: boolean;
  readonly server: string | undefined;
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** What to append to a suggested command, so that it reaches the same coordinator. */
  readonly suffix: string;
}

const connectionOptions: readonly Option[] = [
  new Option('--state-dir <dir>', 'state directory of "toe up"'),
  new Option('--server <host:port>', 'another coordinator; with --ca, --cert and --key'),
  new Option('--ca <file>', 'PEM certificate that the coordinator is trusted by'),
  new Option('--cert <file>', 'PEM certificate of yours'),
  new Option('--key <file>', 'PEM private key of yours'),
  new Option('--quiet', 'no progress on stderr'),
];

export function addConnectionOptions(command: Command): Command {
  for (const option of connectionOptions) command.addOption(option);
  return command;
}

export function addNamespaceOption(command: Command): Command {
  return command.addOption(new Option('-n, --namespace <name>', 'namespace (default: "default")'));
}

export function addFormatOption(command: Command): Command {
  return command.addOption(new Option('-o, --format <format>', 'form of stdout').choices(outputFormats));
}

/** The options of the command and of `toe` itself; where both have one, the command's counts. */
export function readGlobalOptions(command: Command, context: CommandContext): GlobalOptions {
  const given = new Map<string, unknown>([
    ...Object.entries(command.parent?.opts() ?? {}),
    ...Object.entries(command.opts()),
  ]);
  const text = (key: string): string | undefined => {
    const value = given.get(key);
    return typeof value === 'string' ? value : undefined;
  };
  const server = text('server');
  const stateDirectory = resolve(text('stateDir') ?? context.stateDirectory);
  const namespace = text('namespace') ?? 'default';
  return {
    format: outputFormats.find((format) => format === text('format')) ?? 'table',
    namespace,
    allNamespaces: given.get('allNamespaces') === true,
    quiet: given.get('quiet') === true,
    stateDirectory,
    isStateDirectoryGiven: text('stateDir') !== undefined,
    server,
    ca: text('ca'),
    cert: text('cert'),
    key: text('key'),
    suffix: [
      namespace === 'default' ? '' : ` -n ${namespace}`,
      text('stateDir') === undefined ? '' : ` --state-dir ${stateDirectory}`,
      ...['server', 'ca', 'cert', 'key'].map((key) =>
        text(key) === undefined ? '' : ` --${key} ${text(key)}`,
      ),
    ].join(''),
  };
}

/** Runs `use` with a client of the coordinator that the options name, and closes it. */
export async function withClient<Result>(
  globals: GlobalOptions,
  context: CommandContext,
  use: (client: CaptureClient) => Promise<Result>,
): Promise<Result> {
  const client = makeCaptureClient(await readEndpoint({ ...globals, login: context.login }));
  try {
    return await use(client);
  } finally {
    client.close();
  }
}

/** The display that fits: none, redrawn in place on a terminal, or plain lines. */
export function makeDisplay(globals: GlobalOptions, context: CommandContext): ProgressDisplay {
  if (globals.quiet) return quietDisplay;
  if (context.stderr.isTTY === true) {
    return makeTerminalDisplay(context.stderr, context.color, () => context.clock.monotonicUs() / 1000);
  }
  return makePlainDisplay((line) => context.stderr.write(line));
}
