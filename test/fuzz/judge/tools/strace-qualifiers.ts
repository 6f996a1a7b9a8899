import { harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { type Check, unfit, type Value } from '../values.ts';

/** `open`, `?open`, `%file`, `openat@64`, `SIGTERM`, numbers; a slash begins a regular expression on names. */
const item = /^(?:\??%{0,2}[A-Za-z0-9_][A-Za-z0-9_-]*(?:@[a-z0-9]+)?|\/[A-Za-z0-9_.^$|?*()]+)$/;

/** A list of names or numbers, all but which with a `!` in front. */
export const nameSet: Check = (value) => {
  if (value === undefined) return harmless;
  const items = value.text.replace(/^!/, '').split(',');
  return items.every((each) => item.test(each)) ? harmless : unfit(value, 'a list of names');
};

const tampering: Check = () => harmful('writes', 'system calls of the target are changed');

/**
 * What -e may qualify, by all its names.
 *
 * Source: strace(1) 6.1 (Debian); qual_options in src/filter_qualify.c of strace 7.2.
 */
const qualifiers: ReadonlyMap<string, Check> = new Map([
  ...[
    'trace t trace-fd trace-fds fd fds abbrev a verbose v raw x signal signals s status quiet silent silence q',
    'read reads r write writes w kvm decode-fd decode-fds decode-pid decode-pids secontext namespace',
  ]
    .flatMap((names) => names.split(' '))
    .map((name): [string, Check] => [name, name === 'kvm' ? kvm : nameSet]),
  ['fault', tampering],
  ['inject', tampering],
]);

function kvm(value: Value | undefined): Judgement {
  return value === undefined || /^vcpu\+?$/.test(value.text) ? harmless : unfit(value, 'vcpu');
}

/** An expression of -e: a qualifier and its set, or a set of system calls to trace. */
export const expression: Check = (value, context) => {
  if (value === undefined) return harmless;
  const at = value.text.indexOf('=');
  if (at === -1) return nameSet(value, context);
  const qualifier = qualifiers.get(value.text.slice(0, at));
  if (qualifier === undefined)
    return harmful('unreadable', `${quote(value.text)} qualifies nothing that strace knows`);
  return qualifier({ text: value.text.slice(at + 1), isWhole: false }, context);
};
