import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The programs that lines are tried with, compiled; dispose to remove them. */
export interface Programs extends AsyncDisposable {
  readonly watcher: string;
  /** The command line of a process to look at, by tool. */
  toTarget(tool: string): readonly [string, ...string[]];
}

/** A few processes to look at; dispose to end them. */
export interface Targets extends AsyncDisposable {
  readonly pids: readonly number[];
}

const jvmTools: ReadonlySet<string> = new Set(['jcmd']);

/** Whether a program is on this machine. */
export function hasJdk(): boolean {
  return existsSync('/usr/bin/javac') && existsSync('/usr/bin/jcmd');
}

export async function compilePrograms(): Promise<Programs> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-argv-programs-'));
  const source = (name: string): string => join(import.meta.dirname, name);
  const watcher = join(directory, 'watch-calls');
  const target = join(directory, 'target');
  execFileSync('cc', ['-O1', '-o', watcher, source('watch-calls.c'), source('write-call.c')]);
  execFileSync('cc', ['-O1', '-pthread', '-o', target, source('argv-target.c')]);
  if (hasJdk()) {
    await cp(source('ArgvTarget.java'), join(directory, 'ArgvTarget.java'));
    execFileSync('/usr/bin/javac', ['-d', directory, join(directory, 'ArgvTarget.java')]);
  }
  return {
    watcher,
    toTarget: (tool) =>
      jvmTools.has(tool)
        ? ['/usr/bin/java', '-Xmx32m', '-XX:-UsePerfData', '-cp', directory, 'ArgvTarget']
        : [target],
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/**
 * Starts as many and waits until each has said that it runs. The second one, if there is one, has a mount namespace of
 * its own, as processes of containers have.
 */
export async function startTargets(
  [program, ...args]: readonly [string, ...string[]],
  count: number,
): Promise<Targets> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-argv-target-'));
  const contained = ['-m', '--propagation', 'private', program, ...args];
  const children = Array.from({ length: count }, (_, at) => {
    const [file, words] = at === 1 ? ['/usr/bin/unshare', contained] : [program, args];
    return spawn(file, words, { cwd: directory, stdio: ['ignore', 'pipe', 'ignore'] });
  });
  const targets = {
    pids: children.map(({ pid = 0 }) => pid),
    [Symbol.asyncDispose]: async () => {
      for (const child of children) await end(child);
      await rm(directory, { recursive: true, force: true });
    },
  };
  for (const child of children) await once(child.stdout, 'data');
  return targets;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
