import { release } from 'node:os';
import { untilAborted } from '../../shared/runtime/group.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPerf } from './find-perf.ts';
import { listenForShutdown } from './shutdown-requests.ts';
import { startStack } from './start-stack.ts';
import { toStackOptions } from './to-stack-options.ts';
import type { UpRequest } from './up-options.ts';

/** `toe up`: runs both until a signal comes or one of them dies. */
export async function runUp(request: UpRequest, context: CommandContext): Promise<ExitCode> {
  const { options, globals } = request;
  const note = (text: string): void => {
    if (!globals.quiet) context.stderr.write(`${text}\n`);
  };
  const perf = await findPerf(context.childEnvironment.PATH ?? '', release());
  using shutdown = listenForShutdown(context.signals, () => context.clock.monotonicUs() / 1000);
  const stack = await startStack(
    toStackOptions(request, context, { stateDirectory: globals.stateDirectory, port: options.port, perf }),
    { ...request, clock: context.clock, note },
    shutdown,
  );
  if (perf === undefined && options.toolPath?.has('perf') !== true) {
    note(
      'perf is not installed; on Debian: apt-get install linux-perf; on Ubuntu: apt-get install linux-tools-generic',
    );
  }
  const tool = perf === undefined ? 'node-snapshot' : 'perf';
  note(`Next, in another terminal: toe capture ${tool} --duration 10s${globals.suffix}`);
  note('Stop with Ctrl-C');
  const end = await Promise.race([
    stack.broken.then((why) => ({ kind: 'broken', why }) as const),
    untilAborted(shutdown.stop).then(() => ({ kind: 'stopped' }) as const),
  ]);
  note(
    end.kind === 'broken'
      ? 'Stopping what is left'
      : 'Stopping: tools end, files are sealed and uploaded; interrupt again to kill',
  );
  await stack.stop();
  if (end.kind === 'stopped') {
    note('Stopped');
    return shutdown.kill.aborted ? exitCodes.interrupted : exitCodes.ok;
  }
  throw new CliError(`Cannot go on: ${end.why}`, { next: `toe up${globals.suffix}` });
}
