import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, type Judgement } from '../judgement.ts';
import { flags, judgeOptions, never, type Option, operandsOf, taking } from '../option.ts';
import { judgeSsFilter } from '../ss-filter.ts';
import { count, matching, oneOf, outputFile } from '../values.ts';

/**
 * Options of ss. The stream of -E ends with a stop signal.
 *
 * Source: ss(8) of iproute2 6.1.0 (Debian); long_opts and main in misc/ss.c of 6.1.0 and 7.1.0.
 */
export const ssOptions: readonly Option[] = [
  ...flags('n|numeric', 'o|options', 'e|extended', 'm|memory', 'i|info', 'p|processes', 'T|threads', 'b|bpf'),
  ...flags('E|events', 'd|dccp', 't|tcp', 'S|sctp', 'u|udp', 'w|raw', 'x|unix', 'tipc', 'vsock', 'a|all'),
  ...flags(
    'l|listening',
    'B|bound-inactive',
    '4|ipv4',
    '6|ipv6',
    '0|packet',
    's|summary',
    'v',
    'V|version',
    'h|help',
  ),
  ...flags(
    'Z|context',
    'z|contexts',
    'tipcinfo',
    'tos',
    'cgroup',
    'H|no-header',
    'Q|no-queues',
    'xdp',
    'M|mptcp',
  ),
  ...flags('O|oneline', 'inet-sockopt', 'bpf-maps'),
  taking(count, 'bpf-map-id'),
  taking(oneOf('inet', 'inet6', 'link', 'unix', 'netlink', 'tipc', 'vsock', 'xdp', 'help'), 'f|family'),
  taking(matching(/^!?[a-z][a-z0-9_-]*(?:,!?[a-z][a-z0-9_-]*)*$/, 'socket tables'), 'A|socket|query'),
  taking(outputFile, 'D|diag'),
  never('reachesOut', 'looks up names in the DNS', 'r|resolve', 'none'),
  never('namesPath', 'reads a filter', 'F|filter'),
  never('namesPath', 'enters a network namespace by name', 'N|net'),
  never('writes', 'closes sockets', 'K|kill', 'none'),
];

export function judgeSs(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, ssOptions);
  return firstHarm([
    judgeOptions(readings, context),
    judgeSsFilter(
      operandsOf(readings).map(({ text }) => text),
      context,
    ),
  ]);
}
