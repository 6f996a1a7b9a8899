import type { CommandContext } from '../command-context.ts';
import { toListenAddresses } from './ports.ts';
import type { StackOptions } from './start-stack.ts';
import type { UpRequest } from './up-options.ts';

/** The stack that `toe up` starts: as typed, in this state directory, with the perf that was found on the machine. */
export function toStackOptions(
  { options, nodeName }: UpRequest,
  context: CommandContext,
  chosen: {
    readonly stateDirectory: string;
    readonly port: string | undefined;
    readonly perf: string | undefined;
  },
): StackOptions {
  const found = chosen.perf === undefined ? [] : [['perf', chosen.perf] as const];
  return {
    ...context,
    stateDirectory: chosen.stateDirectory,
    addresses: toListenAddresses(chosen.port),
    nodeName,
    toolPaths: new Map([...found, ...(options.toolPath ?? [])]),
    labels: options.label ?? new Map(),
    logLevel: options.logLevel,
    failpoints: options.failpoints,
  };
}
