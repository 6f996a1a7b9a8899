import { homedir, hostname, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { systemClock } from '../shared/runtime/clock.ts';
import { runCommandLine } from './run-command-line.ts';

const environment = process.env;
const stateHome = environment.XDG_STATE_HOME || join(homedir(), '.local', 'state');
const kubeconfigs = (environment.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ', 'TOE_SPOOL_FLOOR', 'TOE_SPOOL_LIMIT'];

// A reader of ours that goes away (`| head`) or a terminal that hangs up must not end a capture half-way.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

await runCommandLine(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    signals: process,
    clock: systemClock,
    color: process.stderr.isTTY === true && !environment.NO_COLOR && environment.TERM !== 'dumb',
    stateDirectory: join(stateHome, 'toe'),
    kubeconfig:
      kubeconfigs.length > 0
        ? { paths: kubeconfigs, isNamed: true }
        : { paths: [join(homedir(), '.kube', 'config')], isNamed: false },
    login: readLogin(),
    hostName: hostname(),
    isRoot: process.getuid?.() === 0,
    childEnvironment: Object.fromEntries(
      inherited.flatMap((name) => {
        const value = environment[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    exitWith: (code) => {
      process.exitCode = code;
    },
  },
  packageJson.version,
);

// A credential plugin of a kubeconfig that hangs would hold this process for ever; a reader that is slow may.
setInterval(() => {
  if (process.stdout.writableLength === 0) process.exit();
}, 5_000).unref();

/** The name of the account; a container may run under a number that has none. */
function readLogin(): string {
  try {
    return userInfo().username;
  } catch {
    return 'user';
  }
}
