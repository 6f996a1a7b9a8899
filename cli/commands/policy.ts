import { type Command, Option } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { exitCodes } from '../exit-codes.ts';
import {
  collect,
  collectPid,
  type PolicyOptions,
  parseDuration,
  parseNamespace,
} from '../policy/policy-options.ts';
import { runCorpus } from '../policy/run-corpus.ts';
import { runExplain } from '../policy/run-explain.ts';
import { runLint } from '../policy/run-lint.ts';
import { runTest } from '../policy/run-test.ts';

/** Commands about arguments that ask no server. */
export function addPolicyCommand(program: Command, context: CommandContext): void {
  const group = program
    .command('policy')
    .description('which arguments tools may have; no server is asked')
    .addHelpText(
      'after',
      `
Examples:
  toe policy explain perf record                 what may be asked of it
  toe policy test perf -- record -F 99 -a -g     what becomes of this line
  toe policy lint deploy/                        what is wrong with policies`,
    );
  addTest(group, program, context);
  addExplain(group, program, context);
  addLint(group, program, context);
}

function addTest(group: Command, program: Command, context: CommandContext): void {
  const command = group
    .command('test')
    .description('judge a line of arguments')
    .argument('[tool]', 'a tool, such as perf')
    .argument('[args...]', 'its arguments, after "--"')
    .option('--duration <time>', 'of the capture (default: 30s)', parseDuration)
    .option('--pods', 'the line is for pods, not for whole nodes')
    .option('--pid <number>', 'a process of the targets; may be repeated', collectPid)
    .option('--device <name>', 'a network device of the targets; may be repeated', collect)
    .addOption(new Option('-o, --output <form>', 'form of stdout').choices(['text', 'json']))
    .addOption(
      new Option('--corpus <file>', 'judge every line of this file').conflicts([
        'duration',
        'pods',
        'pid',
        'device',
      ]),
    )
    .option('--expect', 'with --corpus: exit with 1 where a verdict differs')
    .option('--quiet', 'no summary and no hint on stderr')
    .addHelpText(
      'after',
      `
Without --policies the agents' baseline decides alone. A config in --policies
locks its defaultArgs and names its policy; a policy without a config is for its
spec.tool. In the command, {slots} are what an agent fills in.

A corpus has one object a line, {"id", "tool", "argv", "verdict", "why"}; its
lines have pids 1234 and 5678, devices eth0 and any, and 600 s, or less where a
rule allows less. stdout has one object for each, in the same order.

Examples:
  toe policy test perf -- record -F 99 -a -g
  toe policy test perf --policies policies/ -n shop --pods -- record -g
  toe policy test tcpdump --device eth0 -- -i eth0 tcp port 443
  toe policy test --corpus corpus.jsonl --policies policies/ > verdicts.jsonl

Exit codes: 0 allowed, or the corpus was read; 1 refused, or with --expect a
verdict differs; 2 usage, or unusable policies`,
    )
    .action(async (tool: string | undefined, args: readonly string[], typed: PolicyOptions) => {
      const options = withGlobals(program, typed);
      const { corpus } = options;
      if ((tool === undefined) === (corpus === undefined)) throw usage('give a tool, or --corpus FILE');
      if (corpus === undefined && options.expect === true) throw usage('--expect is for --corpus');
      if (corpus !== undefined && typed.output === 'text') throw usage('rows of a corpus are JSON');
      if (corpus !== undefined) await runCorpus(corpus, options, context);
      else await runTest(tool ?? '', args, options, context);
    });
  addPolicyOptions(command);
}

function addExplain(group: Command, program: Command, context: CommandContext): void {
  const command = group
    .command('explain')
    .description('say which arguments a tool may have')
    .argument('<tool>', 'a tool, such as perf')
    .argument('[subcommand...]', 'one of its subcommands, such as sched record')
    .addHelpText(
      'after',
      `
Examples:
  toe policy explain perf
  toe policy explain perf sched record
  toe policy explain perf record --policies policies/ -n shop

Exit codes: 0 done, 1 the policies leave nothing of it, 2 usage, or unusable
policies`,
    )
    .action(async (tool: string, words: readonly string[], typed: PolicyOptions) =>
      runExplain(tool, words, withGlobals(program, typed), context),
    );
  addPolicyOptions(command);
}

function addLint(group: Command, program: Command, context: CommandContext): void {
  group
    .command('lint')
    .description('check policies and configs')
    .argument('<path...>', 'files and folders of YAML, - for standard input')
    .addOption(homeOption())
    .option('--strict', 'exit with 1 for warnings too')
    .option('--quiet', 'no summary on stderr')
    .addHelpText(
      'after',
      `
stdout has a line FILE:LINE: fault|warning: what, for each finding.

Examples:
  toe policy lint policies/
  kubectl get ptap,ptc -n toe-system -o yaml | toe policy lint -

Exit codes: 0 no fault, 1 faults, 2 usage, or a file that cannot be read`,
    )
    .action(async (paths: readonly string[], typed: PolicyOptions) =>
      runLint(paths, withGlobals(program, typed), context),
    );
}

function addPolicyOptions(command: Command): void {
  command
    .option('--policies <dir>', 'PowerToolArgumentPolicies and PowerToolConfigs: a folder or file of YAML')
    .addOption(
      new Option('-n, --namespace <name>', 'namespace of the capture (default: "default")').argParser(
        parseNamespace,
      ),
    )
    .addOption(homeOption());
}

function homeOption(): Option {
  return new Option(
    '--coordinator-namespace <name>',
    'where policies are honoured (default: "toe-system")',
  ).argParser(parseNamespace);
}

/** Options may stand before the name of the command too; what stands after it counts. */
function withGlobals(program: Command, typed: PolicyOptions): PolicyOptions {
  const { namespace, coordinatorNamespace, quiet, format } = program.opts<
    PolicyOptions & { readonly format?: string }
  >();
  return {
    ...(namespace === undefined ? {} : { namespace: parseNamespace(namespace) }),
    ...(coordinatorNamespace === undefined
      ? {}
      : { coordinatorNamespace: parseNamespace(coordinatorNamespace) }),
    ...(quiet === undefined ? {} : { quiet }),
    ...(format === 'json' ? { output: 'json' } : {}),
    ...typed,
  };
}

function usage(why: string): CliError {
  return new CliError(`Cannot test: ${why}`, { exitCode: exitCodes.usage, next: 'toe policy test --help' });
}
