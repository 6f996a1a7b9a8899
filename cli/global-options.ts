import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import type { CaptureClient } from './connection/capture-client.ts';
import { type ConnectionOptions, openConnection } from './connection/open-connection.ts';
import { type OutputFormat, outputFormats } from './output/print-objects.ts';
import {
  makePlainDisplay,
  makeTerminalDisplay,
  type ProgressDisplay,
  quietDisplay,
} from './output/progress-display.ts';
import { quoteWord } from './output/quote-word.ts';

/** Options that every command has, before or after the command's name. */
export interface GlobalOptions extends ConnectionOptions {
  readonly format: OutputFormat;
  readonly allNamespaces: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** What to append to a suggested command, so that it reaches the same coordinator. */
  readonly suffix: string;
}

const localOptions: readonly Option[] = [
  new Option('--state-dir <dir>', 'state directory of "toe up"'),
  new Option('--quiet', 'no progress on stderr'),
];

const connectionOptions: readonly Option[] = [
  ...localOptions,
  new Option('--verbose', 'say on stderr which cluster is used'),
  new Option('--kubeconfig <file>', 'a cluster by its kubeconfig (default: $KUBECONFIG, ~/.kube/config)'),
  new Option('--context <name>', 'context of the kubeconfig (default: its current one)'),
  new Option('--coordinator-namespace <name>', 'where in the cluster TOE is (default: "toe-system")'),
  new Option('--as-service-account <namespace/name>', 'call the coordinator with its tokens, of ten minutes'),
  new Option('--server <host:port>', 'another coordinator; with --ca, --cert and --key'),
  new Option('--ca <file>', 'PEM certificate that the coordinator is trusted by'),
  new Option('--cert <file>', 'PEM certificate of yours'),
  new Option('--key <file>', 'PEM private key of yours'),
];

export function addConnectionOptions(command: Command): Command {
  for (const option of connectionOptions) command.addOption(option);
  return command;
}

/** For a command that calls no coordinator. */
export function addLocalOptions(command: Command): Command {
  for (const option of localOptions) command.addOption(option);
  return command;
}

export function addNamespaceOption(command: Command): Command {
  return command.addOption(
    new Option('-n, --namespace <name>', 'namespace (default: of the context, else "default")'),
  );
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
  const stateDirectory = resolve(text('stateDir') ?? context.stateDirectory);
  const isStateDirectoryGiven = text('stateDir') !== undefined;
  const typed = {
    namespace: text('namespace'),
    server: text('server'),
    ca: text('ca'),
    cert: text('cert'),
    key: text('key'),
    kubeconfig: text('kubeconfig'),
    context: text('context'),
    coordinatorNamespace: text('coordinatorNamespace'),
    asServiceAccount: text('asServiceAccount'),
  };
  const again = { ...typed, stateDir: isStateDirectoryGiven ? stateDirectory : undefined };
  return {
    ...typed,
    stateDirectory,
    isStateDirectoryGiven,
    format: outputFormats.find((format) => format === text('format')) ?? 'table',
    allNamespaces: given.get('allNamespaces') === true,
    quiet: given.get('quiet') === true,
    verbose: given.get('verbose') === true,
    suffix: Object.entries(again)
      .map(([key, value]) => (value === undefined ? '' : ` ${toOption(key)} ${quoteWord(value)}`))
      .join(''),
  };
}

/** The option that commander keeps under this name. */
function toOption(key: string): string {
  if (key === 'namespace') return '-n';
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Runs `use` with a client of the coordinator that is meant and the namespace of captures; closes the client. */
export async function withClient<Result>(
  globals: GlobalOptions,
  context: CommandContext,
  use: (client: CaptureClient, namespace: string) => Promise<Result>,
): Promise<Result> {
  const note = (text: string): void => {
    if (!globals.quiet) context.stderr.write(`${text}\n`);
  };
  const announce = (text: string): void => {
    if (globals.verbose || context.stderr.isTTY === true) note(text);
  };
  const { client, namespace } = await openConnection(globals, { ...context, note, announce });
  try {
    return await use(client, namespace);
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
