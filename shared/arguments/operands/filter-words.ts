/**
 * The words of pcap-filter(7) that need no look-up and reach no file: qualifiers, protocols, flags. Left out: `gateway`
 * and all names of hosts, nets, ports and devices.
 */
export const filterWords: ReadonlySet<string> = new Set(
  `host net port portrange src dst mask len less greater proto protochain multicast broadcast inbound outbound type
  and or not
  ether fddi ip ip6 arp rarp tcp udp icmp icmp6 sctp igmp pim ah esp vrrp vlan mpls pppoed pppoes geneve stp
  icmptype icmpcode icmp-echoreply icmp-unreach icmp-sourcequench icmp-redirect icmp-echo icmp-routeradvert
  icmp-routersolicit icmp-timxceed icmp-paramprob icmp-tstamp icmp-tstampreply icmp-ireq icmp-ireqreply
  icmp-maskreq icmp-maskreply
  tcpflags tcp-fin tcp-syn tcp-rst tcp-push tcp-ack tcp-urg tcp-ece tcp-cwr`.split(/\s+/),
);

/** Protocols that are also words of the language, and are written with a backslash after `proto`. */
export const escapedWords: ReadonlySet<string> = new Set(
  ['tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'igmp', 'pim', 'ah', 'esp', 'vrrp', 'ip', 'ip6', 'arp', 'rarp'].map(
    (name) => `\\${name}`,
  ),
);
