import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement } from '../judgement.ts';
import {
  flags,
  judgeOptions,
  lastOf,
  never,
  type Option,
  operandsOf,
  type Reading,
  taking,
} from '../option.ts';
import { judgePcapFilter } from '../pcap-filter.ts';
import {
  type Check,
  count,
  countUpTo,
  matching,
  netDevice,
  oneOf,
  outputFile,
  positive,
  unfit,
  word,
} from '../values.ts';

/** tcpdump as root stays root with -Z root; any other name is another user. */
const user: Check = (value) =>
  value === undefined || value.text === 'root'
    ? harmless
    : harmful('changesUser', `tcpdump becomes ${value.text}`);

/** Where time stamps come from; the clock of the adapter is switched on for them. */
const timeStamps: Check = (value) => {
  if (value === undefined || /^host(?:_lowprec|_hiprec|_hiprec_unsynced)?$/.test(value.text)) return harmless;
  return /^adapter(?:_unsynced)?$/.test(value.text)
    ? harmful('writes', 'the adapter is made to stamp packets')
    : unfit(value, 'where time stamps come from');
};

const packetTypes: Check = oneOf(
  ...'aodv carp cnfp domain lmp pgm pgm_zmtp1 ptp radius resp rpc rtcp rtp snmp someip tftp vat vxlan wb zmtp1'.split(
    ' ',
  ),
);

/**
 * Options of tcpdump. Its kernel buffer (-B, in KiB) lies outside the cgroup's cap: 64 MiB is the most that passes.
 *
 * Source: tcpdump(8) 4.99.3 (Debian), SHORTOPTS and longopts in tcpdump.c of 4.99.6; the last group from tcpdump.c of
 * 5.0-PRE-GIT.
 */
export const tcpdumpOptions: readonly Option[] = [
  ...flags('a', 'A', 'b', 'd', 'D|list-interfaces', 'e', 'f', 'g|ip-oneline', 'h|help', 'H', 'l'),
  ...flags(
    'J|list-time-stamp-types',
    'K|dont-verify-checksums',
    'L|list-data-link-types',
    'n',
    'N',
    'O|no-optimize',
  ),
  ...flags(
    'p|no-promiscuous-mode',
    'q',
    'S|absolute-tcp-sequence-numbers',
    't',
    'u',
    'U|packet-buffered',
    'v',
    'x',
  ),
  ...flags(
    'X',
    'Y|debug-filter-parser',
    '#|number',
    'immediate-mode',
    'micro',
    'nano',
    'count',
    'fp-type',
    'print',
  ),
  ...flags('time-t-size', 'version'),
  taking(countUpTo(65_536, 'memory of the kernel'), 'B|buffer-size'),
  taking(positive, 'c'),
  taking(positive, 'W'),
  taking(netDevice, 'i|interface'),
  taking(timeStamps, 'j|time-stamp-type'),
  taking(oneOf('micro', 'nano'), 'time-stamp-precision'),
  taking(oneOf('in', 'out', 'inout'), 'Q|direction'),
  taking(count, 's|snapshot-length'),
  taking(packetTypes, 'T'),
  taking(outputFile, 'w'),
  taking(word, 'y|linktype'),
  taking(user, 'Z|relinquish-privileges'),
  taking(matching(/^[!-~]+$/, 'a secret'), 'M'),
  never('writes', 'makes outputs of other names', 'C'),
  never('writes', 'makes outputs of other names', 'G'),
  never('namesPath', 'may read secrets from a file', 'E'),
  never('namesPath', 'reads a filter', 'F'),
  never('writes', 'changes the mode of the device', 'I|monitor-mode', 'none'),
  never('loads', 'loads a MIB module', 'm'),
  never('namesPath', 'reads a capture', 'r'),
  never('namesPath', 'reads a list of captures', 'V'),
  never('executes', 'runs a command on each file', 'z'),
  never('reachesOut', 'asks another machine', 'list-remote-interfaces'),
  ...flags('lengths'),
  taking(count, 'skip'),
  taking(count, 'print-sampling'),
];

/** tcpdump: options anywhere, the rest is the filter. Without -n it asks the DNS for every address that it prints. */
export function judgeTcpdump(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, tcpdumpOptions);
  return firstHarm([
    judgeOptions(readings, context),
    judgePcapFilter(operandsOf(readings).map(({ text }) => text)),
    onlyTells(readings) ? harmless : judgeCapture(readings),
  ]);
}

function onlyTells(readings: readonly Reading[]): boolean {
  return ['help', 'version', 'list-interfaces'].some((name) => lastOf(readings, name) !== undefined);
}

function judgeCapture(readings: readonly Reading[]): Judgement {
  if (lastOf(readings, 'interface') === undefined) {
    return harmful('reachesOut', 'without -i tcpdump takes the first device that it finds');
  }
  const isCapture = ['d', 'list-data-link-types', 'list-time-stamp-types'].every(
    (name) => !lastOf(readings, name),
  );
  const prints =
    isCapture && (lastOf(readings, 'w') === undefined || lastOf(readings, 'print') !== undefined);
  const isNumeric = lastOf(readings, 'n') !== undefined;
  return prints && !isNumeric
    ? harmful('reachesOut', 'without -n addresses are looked up in the DNS')
    : harmless;
}
