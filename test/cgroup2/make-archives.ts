import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { listPackages } from './list-packages.ts';
import { CpioWriter } from './write-cpio.ts';

/** Programs of this machine that the tests run in the guest; Node is added. */
const programs = ['/usr/bin/setpriv', '/usr/bin/prlimit', '/usr/bin/nsenter'] as const;
/** What the sources that run in the guest import. */
const packages = ['vitest', 'execa', 'pino'] as const;
/** Loaded by packages at run time, so that no program names it. */
const moreLibraries = ['librt.so.1'] as const;
const sources = ['agent', 'shared', 'test/builders', 'test/cgroup2', 'test/fakes'] as const;
const projectFiles = ['package.json', 'tsconfig.json', 'vitest.cgroup2.config.ts'] as const;

export interface Parts {
  /** Holds `vmlinuz`, `busybox` and `modules`; scripts/install-cgroup2-guest. */
  readonly parts: string;
  readonly project: string;
  readonly cache: string;
}

/** The archive of what seldom changes, in the cache: under a name of the versions in it, made where it is missing. */
export function findBaseArchive({ parts, project, cache }: Parts): string {
  const shell = realpathSync('/bin/sh');
  const hostFiles = [process.execPath, shell, ...programs, join(parts, 'busybox'), import.meta.filename];
  const hash = createHash('sha256').update(readFileSync(join(project, 'package-lock.json')));
  for (const file of hostFiles) hash.update(`${file} ${statSync(file).size} ${statSync(file).mtimeMs}\n`);
  const name = `base-${hash.digest('hex').slice(0, 16)}.cpio`;
  const archive = join(cache, name);
  if (existsSync(archive)) return archive;
  mkdirSync(cache, { recursive: true });
  const unfinished = `${archive}.${process.pid}`;
  writeBase(unfinished, { parts, project, cache }, shell);
  for (const old of readdirSync(cache))
    if (/^base-[0-9a-f]{16}\.cpio$/.test(old)) rmSync(join(cache, old), { force: true });
  renameSync(unfinished, archive);
  return archive;
}

function writeBase(path: string, { parts, project }: Parts, shell: string): void {
  using archive = new CpioWriter(path);
  for (const directory of ['/proc', '/sys', '/dev', '/tmp', '/sbin']) archive.addDirectory(directory);
  const add = (place: string, file: string): void => archive.addFile(place, readFileSync(file), 0o755);
  add('/bin/busybox', join(parts, 'busybox'));
  // dash, as on the nodes, and not busybox: the wrapper's behaviour was measured with it.
  add('/usr/bin/sh', shell);
  add('/usr/bin/node', process.execPath);
  for (const program of programs) add(program, program);
  for (const [place, file] of listLibraries([process.execPath, shell, ...programs])) add(place, file);
  for (const name of readdirSync(join(parts, 'modules')))
    add(`/modules/${name}`, join(parts, 'modules', name));
  for (const directory of listPackages(project, packages)) addTree(archive, project, directory);
}

/** Shared libraries of the programs by the path under which their loader looks for them. */
function listLibraries(files: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of files)
    for (const [, path = ''] of execFileSync('ldd', [file], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g))
      found.set(path, realpathSync(path));
  const libc = [...found.keys()].find((path) => path.endsWith('/libc.so.6')) ?? '';
  for (const name of moreLibraries) {
    const path = libc.replace('libc.so.6', name);
    if (existsSync(path)) found.set(path, realpathSync(path));
  }
  return found;
}

/** The archive of one run: the project's sources, the toy tool and the guest's first program. */
export function writeRunArchive(path: string, project: string, toyTool: string): void {
  using archive = new CpioWriter(path);
  archive.addFile('/init', readFileSync(join(project, 'test/cgroup2/guest-init')), 0o755);
  archive.addFile('/toy', readFileSync(toyTool), 0o755);
  for (const file of projectFiles) archive.addFile(`/project/${file}`, readFileSync(join(project, file)));
  for (const directory of sources) addTree(archive, project, join(project, directory));
}

function addTree(archive: CpioWriter, project: string, directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.endsWith('.map') || entry.name.endsWith('.d.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    archive.addFile(`/project/${relative(project, file)}`, readFileSync(file));
  }
}
