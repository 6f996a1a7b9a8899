import { isIP } from 'node:net';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from './judgement.ts';
import { unfit } from './values.ts';

const states: ReadonlySet<string> = new Set(
  [
    'all connected synchronized bucket big established syn-sent syn-recv fin-wait-1 fin-wait-2 time-wait unconnected',
    'closed close-wait last-ack listening closing',
  ].flatMap((line) => line.split(' ')),
);

const operators: ReadonlySet<string> = new Set(
  '! not & && and | || or ( ) >= ge geq <= le leq != ne neq = == eq > gt < lt'.split(' '),
);

type Wanted = 'host' | 'port' | 'device' | 'mark' | 'cgroup';

const predicates: ReadonlyMap<string, Wanted> = new Map([
  ['dst', 'host'],
  ['src', 'host'],
  ['dport', 'port'],
  ['sport', 'port'],
  ['dev', 'device'],
  ['fwmark', 'mark'],
  ['cgroup', 'cgroup'],
  ['autobound', 'host'],
]);

/**
 * Judges the operands of ss: pairs of `state` or `exclude` and a state, then an expression. Every word of that which
 * is none of its own is a host, a port, a device, a mark or a cgroup, as the predicate before it says; without one,
 * a host. A host that is no address is looked up in the DNS, a port by name in tables of this machine.
 *
 * Source: ss(8) of iproute2 6.1.0 (Debian); main and parse_hostcond in misc/ss.c, yylex in misc/ssfilter.y of 7.1.0.
 */
export function judgeSsFilter(operands: readonly string[], context: Context): Judgement {
  const rest = [...operands];
  while (rest[0] !== undefined && ['state', 'exclude', 'excl'].includes(rest[0])) {
    const [, state = ''] = rest.splice(0, 2);
    if (!states.has(state)) return harmful('unreadable', `${quote(state)} is no state of a socket`);
  }
  let wanted: Wanted = 'host';
  const judgements: Judgement[] = [];
  for (const text of rest.flatMap((operand) => operand.split(/[ \t]+/)).filter((piece) => piece !== '')) {
    const predicate = predicates.get(text);
    if (predicate !== undefined) wanted = predicate;
    else if (!operators.has(text)) judgements.push(judgeWanted(text, wanted, context));
  }
  return firstHarm(judgements);
}

function judgeWanted(text: string, wanted: Wanted, context: Context): Judgement {
  const value = { text, isWhole: false };
  if (text.includes('\\')) return harmful('unreadable', `${quote(text)} escapes a part of itself`);
  switch (wanted) {
    case 'host':
      return judgeHost(text);
    case 'port':
      return /^:?(?:[0-9]{1,5}|[a-z][a-z0-9-]*|\*)$/i.test(text) ? harmless : unfit(value, 'a port');
    case 'device':
      return context.netDevices.has(text) || /^[A-Za-z0-9_.@-]{1,15}$/.test(text)
        ? harmless
        : unfit(value, 'a device');
    case 'mark':
      return /^(?:0x[0-9a-f]+|[0-9]+)(?:\/(?:0x[0-9a-f]+|[0-9]+))?$/i.test(text)
        ? harmless
        : unfit(value, 'a mark');
    case 'cgroup':
      return harmful('namesPath', `${quote(text)} names a cgroup`);
    default:
      return wanted satisfies never;
  }
}

/** `10.0.0.1`, `10.0.0.0/8:443`, `[::1]:80`, `::1`, `*:22`, `:22`, each with `inet:` or `inet6:` in front. */
function judgeHost(text: string): Judgement {
  const bare = text.replace(/^inet6?:/, '');
  if (/^(?:netlink|vsock|link):[a-z0-9*_:-]*$/i.test(bare)) return harmless;
  const [, bracketed, plain, anyPort] =
    /^(?:\[([^\]]*)\](?:\/[0-9]{1,3})?(?::[a-z0-9*-]*)?|([0-9.]+)(?:\/[0-9]{1,3})?(?::[a-z0-9*-]*)?|(\*?(?::[a-z0-9*-]*)?))$/i.exec(
      bare,
    ) ?? [];
  if (anyPort !== undefined) return harmless;
  if (isIP(bracketed ?? plain ?? bare.replace(/\/[0-9]{1,3}$/, '')) !== 0) return harmless;
  return bare.includes('/') && !/^[0-9a-f.:/]+$/i.test(bare)
    ? harmful('namesPath', `${quote(text)} is a path`)
    : harmful('reachesOut', `${quote(text)} is looked up in the DNS`);
}
