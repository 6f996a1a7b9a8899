import type { CgroupFiles } from '../../shared/cgroup/cgroup-files.ts';

/** The files that the kernel puts into each new cgroup of v2, and what they read. */
const freshFiles: Readonly<Record<string, string>> = {
  'cgroup.procs': '',
  'cgroup.controllers': 'cpu io memory pids\n',
  'cgroup.subtree_control': '\n',
  'cgroup.events': 'populated 0\nfrozen 0\n',
  'cgroup.kill': '',
  'memory.max': 'max\n',
  'memory.high': 'max\n',
  'memory.swap.max': 'max\n',
  'memory.oom.group': '0\n',
  'memory.low': '0\n',
  'memory.peak': '4096\n',
  'memory.events': 'low 0\nhigh 0\nmax 0\noom 0\noom_kill 0\n',
  'cpu.max': 'max 100000\n',
  'cpu.weight': '100\n',
  'cpu.stat': 'usage_usec 1500\nuser_usec 1000\nthrottled_usec 700\n',
  'io.max': '\n',
  'io.weight': 'default 100\n',
  'io.stat': '254:0 rbytes=4096 wbytes=512 rios=1 wios=1\n254:16 rbytes=100 wbytes=0\n',
  'pids.max': 'max\n',
  'pids.events': 'max 0\n',
};

/** An imitation of a cgroup v2 file system in memory: enough of the kernel's rules to tell right from wrong. */
export class ImitatedCgroupFiles implements CgroupFiles {
  readonly files = new Map<string, string>();
  readonly directories = new Set<string>();
  readonly killed: number[] = [];
  /** File names whose writes the kernel swallows. */
  readonly deafFiles = new Set<string>();
  magic = 0x63677270;
  refusal = '';

  addCgroup(path: string): void {
    this.directories.add(path);
    for (const [name, text] of Object.entries(freshFiles)) this.files.set(`${path}/${name}`, text);
  }

  async read(path: string): Promise<string> {
    const text = this.files.get(path);
    if (text === undefined) throw systemError('ENOENT', path);
    return text;
  }

  async write(path: string, text: string): Promise<void> {
    if (!this.files.has(path)) throw systemError('ENOENT', path);
    const directory = path.slice(0, path.lastIndexOf('/'));
    const name = path.slice(directory.length + 1);
    if (this.deafFiles.has(name)) return;
    if (name === 'cgroup.kill') this.empty(directory);
    else if (name === 'cgroup.subtree_control') this.handDown(directory, path, text);
    else if (name === 'cgroup.procs') this.move(directory, text);
    else this.files.set(path, `${text}\n`);
  }

  async exists(path: string): Promise<boolean> {
    return this.files.has(path) || this.directories.has(path);
  }

  async makeDirectory(path: string): Promise<boolean> {
    if (this.refusal !== '') throw systemError(this.refusal, path);
    if (!this.directories.has(path.slice(0, path.lastIndexOf('/')))) throw systemError('ENOENT', path);
    if (this.directories.has(path)) return false;
    this.addCgroup(path);
    return true;
  }

  async removeDirectory(path: string): Promise<void> {
    if (!this.directories.has(path)) throw systemError('ENOENT', path);
    const isInUse = this.files.get(`${path}/cgroup.procs`) !== '';
    if (isInUse || (await this.listDirectories(path)).length > 0) throw systemError('EBUSY', path);
    this.directories.delete(path);
    for (const file of this.files.keys()) if (file.startsWith(`${path}/`)) this.files.delete(file);
  }

  async listDirectories(path: string): Promise<readonly string[]> {
    return [...this.directories]
      .filter((each) => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes('/'))
      .map((each) => each.slice(path.length + 1));
  }

  async readMagic(): Promise<number> {
    return this.magic;
  }

  kill(pid: number): void {
    this.killed.push(pid);
  }

  populate(directory: string, pids: readonly number[]): void {
    this.files.set(`${directory}/cgroup.procs`, pids.map((pid) => `${pid}\n`).join(''));
    this.files.set(`${directory}/cgroup.events`, `populated ${pids.length > 0 ? 1 : 0}\nfrozen 0\n`);
  }

  private empty(directory: string): void {
    for (const each of this.directories)
      if (each === directory || each.startsWith(`${directory}/`)) this.populate(each, []);
  }

  private handDown(directory: string, path: string, text: string): void {
    const isTop = directory.split('/').length === 4;
    if (!isTop && this.files.get(`${directory}/cgroup.procs`) !== '') throw systemError('EBUSY', path);
    const present = (this.files.get(path) ?? '').trim().split(' ');
    const added = text.split(' ').map((word) => word.slice(1));
    this.files.set(path, `${[...new Set([...present, ...added])].join(' ').trim()}\n`);
  }

  private move(directory: string, pid: string): void {
    for (const each of this.directories) {
      const text = this.files.get(`${each}/cgroup.procs`) ?? '';
      this.files.set(`${each}/cgroup.procs`, text.replace(`${pid}\n`, ''));
    }
    this.populate(directory, [Number(pid)]);
  }
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: refused, "${path}"`), { code });
}
