import { isIPv6 } from 'node:net';
import { harmful, harmless, type Judgement, quote } from './judgement.ts';

/**
 * Words of the language, apart from those after which a name is looked up in tables of this machine alone.
 *
 * Source: pcap-filter(7) of libpcap 1.10.3, scanner.l of libpcap 1.11.
 */
const keywords: ReadonlySet<string> = new Set(
  [
    'dst src link ether ppp slip fddi tr wlan arp rarp ip sctp tcp udp icmp igmp igrp pim vrrp carp radio ip6 icmp6',
    'ah esp atalk aarp decnet lat sca moprc mopdl iso esis es-is isis is-is l1 l2 iih lsp snp csnp psnp clnp stp ipx',
    'netbeui host net mask gateway address1 addr1 address2 addr2 address3 addr3 address4 addr4 ra ta less greater',
    'byte broadcast multicast and or not len length inbound outbound ifindex vlan mpls pppoed pppoes geneve vxlan',
    'lane metac bcc oam oamf4 oamf4ec oamf4sc sc ilmic vpi vci connectmsg metaconnect rnr rulenum srnr subrulenum',
    'fisu lssu lsu msu hfisu hlssu hmsu sio opc dpc sls hsio hopc hdpc hsls',
  ].flatMap((line) => line.split(' ')),
);

/** Words whose names are services, protocols, frame types or rules: no other machine is asked. */
const beforeLocalNames: ReadonlySet<string> = new Set(
  'port portrange proto protochain type subtype dir direction llc on ifname rset ruleset reason action'.split(
    ' ',
  ),
);

/** Words that go on with the kind of name before them: `port http or https`. */
const linking: ReadonlySet<string> = new Set(['and', 'or', 'not', '&&', '||', '!', '(', ')']);

const constant =
  /^(?:icmp6?(?:type|code)|icmp-(?:echoreply|unreach|sourcequench|redirect|echo|routeradvert|routersolicit|timxceed|paramprob|tstamp|tstampreply|ireq|ireqreply|maskreq|maskreply)|icmp6-[a-z0-9]+|tcpflags|tcp-(?:fin|syn|rst|push|ack|urg|ece|cwr))$/;
const number = /^(?:[0-9]+|0[xX][0-9A-Fa-f]+)$/;
const address = /^(?:[0-9]+(?:\.[0-9]+){1,3}|\$[0-9A-Fa-f]{1,2})$/;
const mac =
  /^(?:[0-9A-Fa-f]{1,2}([:.-])[0-9A-Fa-f]{1,2}(?:\1[0-9A-Fa-f]{1,2}){4}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}|[0-9A-Fa-f]{12})$/;

/** The longest piece at the start of a text, as the scanner of libpcap cuts it. */
function cut(text: string): string {
  const operator = /^(?:&&|\|\||>=|<=|!=|==|<<|>>|[+\-*/%:[\]!<>()&|^=])/.exec(text)?.[0] ?? '';
  const name =
    /^(?:[A-Za-z0-9](?:[-_.A-Za-z0-9]*[.A-Za-z0-9])?|\\[^ !()\n\t]+|\$[0-9A-Fa-f]{1,2})/.exec(text)?.[0] ??
    '';
  const colons = /^[0-9A-Fa-f:.]+/.exec(text)?.[0] ?? '';
  const isAddress = isIPv6(colons) || mac.test(colons);
  return [isAddress ? colons : '', name, operator].reduce((longest, each) =>
    each.length > longest.length ? each : longest,
  );
}

type Piece = 'name' | 'value' | 'keyword' | 'link' | 'operator';

function kindOf(piece: string): Piece {
  if (linking.has(piece)) return 'link';
  if (beforeLocalNames.has(piece) || keywords.has(piece)) return 'keyword';
  if (isValue(piece)) return 'value';
  return /^[^A-Za-z0-9\\]+$/.test(piece) ? 'operator' : 'name';
}

function isValue(piece: string): boolean {
  return [constant, number, address, mac].some((form) => form.test(piece)) || isIPv6(piece);
}

/**
 * Judges a filter of tcpdump: its operands, joined by spaces. Names of hosts and networks are looked up in the DNS;
 * names of services and protocols are not. A name or a value stands behind a word or a link, a slash behind a value;
 * whether the rest compiles is left to tcpdump.
 */
export function judgePcapFilter(operands: readonly string[]): Judgement {
  let names: 'none' | 'local' | 'remote' = 'none';
  let before: Piece = 'keyword';
  let rest = operands.join(' ').replace(/^[ \r\n\t]+/, '');
  while (rest !== '') {
    const piece = cut(rest);
    const kind = kindOf(piece);
    const follows = before === 'name' || before === 'value';
    const isOut =
      piece === '' ||
      ((kind === 'name' || kind === 'value') && follows) ||
      (kind === 'name' && (before === 'operator' || names === 'none')) ||
      (piece === '/' && before !== 'value' && before !== 'operator' && before !== 'link');
    if (isOut) return harmful('unreadable', `${quote(rest.slice(0, 40))} goes on as no filter does`);
    if (kind === 'keyword') names = beforeLocalNames.has(piece) ? 'local' : 'remote';
    if (kind === 'name' && names === 'remote')
      return harmful('reachesOut', `${quote(piece)} is looked up in the DNS`);
    before = kind;
    rest = rest.slice(piece.length).replace(/^[ \r\n\t]+/, '');
  }
  return harmless;
}
