import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';

/** How each tool of the catalogue tells a version that its grammar is for. */
const versions: ReadonlyMap<string, string> = new Map([
  ['perf', 'perf version 6.1.0'],
  ['aperf', 'aperf 1.1.0'],
  ['tcpdump', 'tcpdump version 4.99.3'],
  ['strace', 'strace -- version 6.1'],
  ['bpftrace', 'bpftrace v0.20.0'],
  ['iostat', 'sysstat version 12.6.1'],
  ['sar', 'sysstat version 12.6.1'],
  ['mpstat', 'sysstat version 12.6.1'],
  ['pidstat', 'sysstat version 12.6.1'],
  ['vmstat', 'vmstat from procps-ng 4.0.2'],
  ['ss', 'ss utility, iproute2-6.1.0'],
  ['ethtool', 'ethtool version 6.1'],
  ['asprof', 'Async-profiler 4.0'],
  ['py-spy', 'py-spy 0.4.0'],
  ['jcmd', 'openjdk version "17.0.9"'],
  ['gdb', 'GNU gdb (GDB) 13.1'],
]);

/** Executables that stand for the tools of the catalogue, so that a test needs none of them and sees what is executed. */
export interface StandInTools extends AsyncDisposable {
  readonly directory: string;
  pathOf(tool: string): string;
  /** What was executed, but for versions: each a name and its arguments, with tabs between. */
  readExecuted(): Promise<readonly string[]>;
}

/**
 * Compiles one for every tool into a directory of its own; dispose to remove it. Needs cc. They end at once, or wait for
 * their stop signal.
 */
export async function makeStandInTools(then: 'end' | 'wait' = 'end'): Promise<StandInTools> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-stand-ins-'));
  const log = join(directory, 'executed');
  await writeFile(log, '');
  const pathOf = (tool: string): string => join(directory, tool);
  for (const { tool, source, versionArgs } of catalogue.values()) {
    if (source === 'builtin') continue;
    const texts = {
      LOG: log,
      NAME: tool,
      VERSION: versions.get(tool) ?? '',
      VERSION_ARGUMENT: versionArgs.at(-1) ?? '',
    };
    const definitions = Object.entries(texts).map(([name, text]) => `-D${name}=${JSON.stringify(text)}`);
    if (then === 'wait') definitions.push('-DWAITS');
    const program = join(import.meta.dirname, 'stand-in-tool.c');
    execFileSync('/usr/bin/cc', ['-O0', ...definitions, '-o', pathOf(tool), program]);
  }
  return {
    directory,
    pathOf,
    readExecuted: async () => (await readFile(log, 'utf8')).split('\n').slice(0, -1),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
