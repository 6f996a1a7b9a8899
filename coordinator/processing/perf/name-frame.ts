/** What a level of a stack stands for; page and folded text tell them apart. */
type FrameKind = 'node' | 'event' | 'comm' | 'idle' | 'user' | 'kernel' | 'inlined' | 'unresolved';

/** One level of a stack. Two frames are the same when name and kind are. */
export interface Frame {
  readonly name: string;
  readonly kind: FrameKind;
  /** Last part of the path of the object the symbol is in; empty when unknown or not a symbol. */
  readonly object: string;
}

const maxNameLength = 1_000;
const userPseudoObjects = /^\[(?:vdso|vsyscall|unknown|heap|stack|anon|JIT|uprobes)/i;

/**
 * The frame of `SYMBOL (OBJECT)` as perf script prints it after the address. Kernel frames end in `_[k]` and
 * inlined ones in `_[i]`, as stackcollapse-perf.pl marks them; a frame without symbol is named after its object.
 */
export function nameFrame(text: string, hasKernelAddress: boolean): Frame {
  const open = findObject(text);
  const path = open < 0 ? '' : text.slice(open + 2, -1).replace(/ \(deleted\)$/, '');
  const symbol = toSafeName((open < 0 ? text : text.slice(0, open)).replace(/\+0x[0-9a-f]+$/, ''));
  if (path === 'inlined') return { name: `${symbol}_[i]`, kind: 'inlined', object: '' };
  const object = toSafeName(path.slice(path.lastIndexOf('/') + 1));
  const isKernel = hasKernelAddress ? !path.startsWith('[vsyscall') : isKernelObject(path);
  if (symbol === '' || symbol === '[unknown]') {
    const place = object.replace(/^\[|\]$/g, '') || 'unknown';
    return { name: `[${place}]${isKernel ? '_[k]' : ''}`, kind: 'unresolved', object };
  }
  return isKernel
    ? { name: `${symbol}_[k]`, kind: 'kernel', object }
    : { name: symbol, kind: 'user', object };
}

/** The name of a thread; `:-1` and `:1234` are what perf prints for a thread it never learnt the name of. */
export function nameComm(text: string): Frame {
  const name = /^:-?[0-9]+$/.test(text) ? '[unknown thread]' : toSafeName(text);
  return { name, kind: 'comm', object: '' };
}

/** The thread with pid 0, which runs when nothing else can. */
export const idleComm: Frame = { name: 'swapper', kind: 'idle', object: '' };

/** Text that may stand in a folded line: no `;`, no control character, bounded. */
export function toSafeName(text: string): string {
  const safe = text
    .replaceAll(';', ':')
    .replace(/[\p{Cc}\u2028\u2029]/gu, '?')
    .trim();
  return safe.length <= maxNameLength ? safe : `${safe.slice(0, maxNameLength - 1).toWellFormed()}…`;
}

function isKernelObject(path: string): boolean {
  if (path.startsWith('[')) return !userPseudoObjects.test(path);
  return /(?:^|\/)vmlinux|\.ko(?:\.[a-z0-9]+)?$|^bpf_(?:prog|trampoline|dispatcher)_/.test(path);
}

/**
 * Where ` (OBJECT)` begins, or -1. Paths may hold parentheses (`/opt/app (x86)/lib.so`, `/tmp/x (deleted)`), so
 * the one that balances the last `)` is meant; where none does, the last ` (`.
 */
function findObject(text: string): number {
  if (!text.endsWith(')')) return -1;
  let depth = 0;
  for (let at = text.length - 1; at > 0; at -= 1) {
    const character = text[at];
    if (character === ')') depth += 1;
    else if (character === '(') depth -= 1;
    if (depth === 0) {
      if (text[at - 1] === ' ') return at - 1;
      break;
    }
  }
  return text.lastIndexOf(' (');
}
