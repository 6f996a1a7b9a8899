import { constants } from 'node:fs';
import { type AllowedDeed, allowedDeeds } from './allowed-deeds.ts';
import type { WatchedCall } from './watched-call.ts';

/** Whose calls are judged. */
export interface Actor {
  readonly tool: string;
  /** The run's directory, where it may do what it likes. */
  readonly directory: string;
  readonly targetPids: readonly number[];
}

const writing = constants.O_WRONLY | constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC;
/** What no tool has a reason to read: secrets of the machine, and settings of the person who runs the agent. */
const secrets =
  /^\/(?:etc\/(?:g?shadow|sudoers|ssh\/|kubernetes\/)|(?:root|home\/[^/]+)\/\.(?:[^/]+$|(?:ssh|config|kube|aws|gnupg)\/))/;
const opens: ReadonlySet<string> = new Set(['open', 'openat', 'openat2', 'creat']);
const execs: ReadonlySet<string> = new Set(['execve', 'execveat']);
const signals: ReadonlySet<string> = new Set(['kill', 'tkill', 'tgkill']);

/** Something that the tool started lived on when it had ended; the agent's cgroup would have ended it. */
export const outlived = 'outlived 0';

/** The deeds of a tool that nothing allows. */
export function findForbidden(deeds: readonly string[], tool: string): readonly string[] {
  return deeds.filter((deed) => findAllowance(deed, tool) === undefined);
}

/** The rule that allows a deed. */
export function findAllowance(deed: string, tool: string): AllowedDeed | undefined {
  return allowedDeeds.find(
    ({ tools, deed: pattern }) => (tools === 'every' || tools.includes(tool)) && pattern.test(deed),
  );
}

/**
 * All that a tool did beyond reading, and beyond its own directory, each once, as `write /etc/x`, `link /a to {run}/b`
 * or `signal 9 to 12`. The first call is the execution of the tool itself. Its own pids are written `{own}`, those of
 * the targets `{target}`, the run's directory `{run}`.
 */
export function listDeeds([, ...calls]: readonly WatchedCall[], actor: Actor): readonly string[] {
  const own = new Set(calls.map(({ thread }) => thread));
  return [...new Set(calls.flatMap((call) => toDeeds(call, actor, own)))];
}

function toDeeds(call: WatchedCall, actor: Actor, own: ReadonlySet<number>): readonly string[] {
  const { name, value, peer, remark } = call;
  const paths = call.paths.map((path) => toKnown(path, actor, own));
  if (execs.has(name)) return paths.map((path) => `execute ${path}: ${remark}`);
  if (signals.has(name)) return toSignal(call, actor);
  if (peer !== '') return peer === 'none' ? [] : [`${name} ${peer}`];
  if (paths.length === 0) return [`${name} ${value}`];
  const outside = paths.filter((path) => path !== '{run}' && !path.startsWith('{run}/'));
  if (outside.length === 0) return [];
  if (!opens.has(name)) return [`${toVerb(name)} ${paths.join(' to ')}`];
  if (name === 'creat' || (value & writing) !== 0) return [`write ${paths.join('')}`];
  return outside.filter((path) => secrets.test(path)).map((path) => `read ${path}`);
}

/** One name for the calls that do the same: not every architecture has all of them. */
function toVerb(name: string): string {
  const plain = name.replace(/^f?(.+?)(?:at2?|2)$/, '$1');
  return plain === 'rmdir' ? 'unlink' : plain;
}

/** Signal 0 only asks whether there is such a process. */
function toSignal({ value, remark }: WatchedCall, { targetPids }: Actor): readonly string[] {
  const [signal, own] = remark.split(' ');
  if (own !== undefined || signal === '0') return [];
  return [`signal ${signal} to ${targetPids.includes(value) ? '{target}' : value}`];
}

function toKnown(path: string, { directory, targetPids }: Actor, own: ReadonlySet<number>): string {
  if (path === directory || path.startsWith(`${directory}/`)) return `{run}${path.slice(directory.length)}`;
  return path.replace(/^\/proc\/(self|[0-9]+)(?=\/|$)/, (whole, pid: string) => {
    if (pid === 'self' || own.has(Number(pid))) return '/proc/{own}';
    return targetPids.includes(Number(pid)) ? '/proc/{target}' : whole;
  });
}
