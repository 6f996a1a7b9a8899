import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { execa } from 'execa';
import { toHolderName } from '../../shared/pki/certificate-holder.ts';
import { hasCode } from '../../shared/runtime/has-code.ts';
import { CliError } from '../cli-error.ts';
import type { CommandContext } from '../command-context.ts';
import { addLocalOptions, readGlobalOptions } from '../global-options.ts';
import type { ChildProcess, ProcessStarter } from '../up/child-process.ts';
import { runDemo } from '../up/run-demo.ts';
import { runUp } from '../up/run-up.ts';
import { parsePairs, type UpOptions } from '../up/up-options.ts';

export function addUpCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('up')
    .description('run a coordinator and an agent on this machine, until Ctrl-C')
    .option('--demo', 'capture a built-in load, show the result, stop')
    .option('--node-name <name>', 'name of this machine (default: its host name)')
    .option('--port <number>', 'first of four ports; 0: any free ones (default: 7443)')
    .option('--label <key=value>', 'label of this machine; may be repeated', parsePairs('--label'))
    .option('--tool-path <tool=path>', 'where a tool is; may be repeated', parsePairs('--tool-path'))
    .option('--log-level <level>', 'of both processes', 'info')
    .option('--duration <time>', "length of the demo's capture", '10s')
    .option('--failpoints <list>', 'for tests: places where a child dies or waits', '')
    .action(async (options: UpOptions) => {
      const globals = readGlobalOptions(command, context);
      const nodeName = toHolderName(options.nodeName ?? context.hostName, 'local');
      const request = {
        options,
        globals,
        nodeName,
        starter: processStarter,
        nodePath: process.execPath,
        pid: process.pid,
      };
      context.exitWith(await (options.demo === true ? runDemo(request, context) : runUp(request, context)));
    });
  addLocalOptions(command);
}

/** Shows a file with whatever the desktop opens it with, and does not wait for it to be closed; whether it could. */
export async function openFile(path: string): Promise<boolean> {
  const file = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const result = await execa(file, [path], { stdio: 'ignore', reject: false, timeout: 10_000 });
  return !result.failed || result.timedOut;
}

/** The one place where the command line starts processes. */
const processStarter: ProcessStarter = {
  start: async ({ file, args, environment, directory, logPath }) => {
    // Open, a stream is handed to the child as its own descriptor: it goes on logging whatever becomes of us.
    const log = createWriteStream(logPath, { flags: 'a', mode: 0o600 });
    await once(log, 'open');
    const subprocess = execa(file, args, {
      cwd: directory,
      env: environment,
      extendEnv: false,
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: log,
    });
    log.destroy();
    const ended = subprocess.then((result) => ({ exitCode: result.exitCode, signal: result.signal ?? '' }));
    const { pid } = subprocess;
    if (pid === undefined) {
      await ended;
      throw new CliError(`Cannot start "${file}": it is not there or cannot be executed`, { next: 'npm ci' });
    }
    // A child that has ended closes its end of the pipe first; that is no fault of ours.
    subprocess.stdin.on('error', () => undefined);
    return {
      pid,
      ended,
      lines: createInterface({ input: subprocess.stdout }),
      signal: (name) => void subprocess.kill(name),
      killGroup: () => killGroup(pid),
    } satisfies ChildProcess;
  },
  run: async (file, args) => {
    const result = await execa(file, args, {
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      stdin: 'ignore',
      stdout: 2,
      stderr: 2,
      reject: false,
    });
    return result.exitCode;
  },
};

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
