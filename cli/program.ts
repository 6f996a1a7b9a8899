import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { addCaptureCommand } from './commands/capture.ts';
import { addConvertCommand } from './commands/convert.ts';
import { addDeleteCommand } from './commands/delete.ts';
import { addDownloadCommand } from './commands/download.ts';
import { addFetchCommand } from './commands/fetch.ts';
import { addGetCommand } from './commands/get.ts';
import { addNodesCommand } from './commands/nodes.ts';
import { addPolicyCommand } from './commands/policy.ts';
import { addStopCommand } from './commands/stop.ts';
import { addToolsCommand } from './commands/tools.ts';
import { addUpCommand, openFile } from './commands/up.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { addWatchCommand } from './commands/watch.ts';
import { addConnectionOptions, addFormatOption, addNamespaceOption } from './global-options.ts';
import { toPrintable } from './output/printable.ts';

/** The whole command line. Faults of usage are thrown as CommanderError, all others as CliError. */
export function buildProgram(context: CommandContext, version: string): Command {
  const program = new Command('toe')
    .description('Temporary Observability Engine: the same tool on every chosen node at the same instant')
    .version(version)
    .enablePositionalOptions()
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('Next: toe --help, or toe <command> --help')
    .configureOutput({
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      outputError: (text, write) =>
        write(toPrintableLines(text.replace(/^error: /, 'Cannot run this command: '))),
    })
    .addHelpText(
      'after',
      `
Examples:
  toe up                                            a coordinator and an agent on this machine
  toe capture perf --duration 30s                   perf record -F 99 -a -g, its flame graph downloaded
  toe capture perf --nodes pool=blue -- record -F 199 -a -g
  toe capture perf --context prod -n shop --pods app=web
  toe get -o wide
  toe policy test perf -- record -F 99 -a -g        what the rules make of it, without any server

Which coordinator: --server or --state-dir, or --kubeconfig or --context, where given; else the one of "toe up" on
this machine, else the cluster of the kubeconfig ($KUBECONFIG, ~/.kube/config). kubectl-toe makes it "kubectl toe".

Exit codes: 0 all verified, 1 failed, 2 usage, 3 partial, 4 timeout, 130 interrupted`,
    );
  addConnectionOptions(addNamespaceOption(addFormatOption(program)));
  addUpCommand(program, context);
  addCaptureCommand(program, context, openFile);
  addGetCommand(program, context);
  addWatchCommand(program, context);
  addStopCommand(program, context);
  addDownloadCommand(program, context);
  addFetchCommand(program, context);
  addVerifyCommand(program, context);
  addDeleteCommand(program, context);
  addNodesCommand(program, context);
  addToolsCommand(program, context);
  addPolicyCommand(program, context);
  addConvertCommand(program, context);
  return program;
}

/** What was typed stands in messages of usage. */
function toPrintableLines(text: string): string {
  return text.split('\n').map(toPrintable).join('\n');
}
