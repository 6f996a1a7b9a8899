import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of tcpdump(8): filters. */
export const tcpdumpFilters: ToolLines = {
  tool: 'tcpdump',
  subcommand: '',
  benign: readBenign('', [
    [
      ['-i', 'eth0', 'host', '10.0.0.1', 'and', 'not', 'port', '22'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'host 10.0.0.1 and not port 22'],
    ],
    [
      ['-i', 'eth0', 'net', '192.168.0.0/16'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'net 192.168.0.0/16'],
    ],
    [
      ['-i', 'eth0', 'ip6', 'and', 'host', 'fe80::1'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'ip6 and host fe80::1'],
    ],
    [
      ['-i', 'eth0', 'portrange', '8000-8080'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'portrange 8000-8080'],
    ],
    [
      ['-i', 'eth0', 'ether', 'host', '00:11:22:33:44:55'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'ether host 00:11:22:33:44:55'],
    ],
    [
      ['-i', 'eth0', 'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0'],
      [
        '-i',
        'eth0',
        '-n',
        '-U',
        '-Z',
        'root',
        '-w',
        '{out:packets}',
        '--',
        'tcp [ tcpflags ] & ( tcp-syn | tcp-fin ) != 0',
      ],
    ],
    [
      ['-i', 'eth0', 'vlan', '100', '&&', 'arp'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'vlan 100 && arp'],
    ],
    [
      ['-i', 'eth0', 'icmp[icmptype]=icmp-echo'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'icmp [ icmptype ] = icmp-echo'],
    ],
    [
      ['-i', 'eth0', 'ip', 'proto', '\\tcp'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'ip proto \\tcp'],
    ],
    [
      ['-i', 'eth0', 'len<=128'],
      ['-i', 'eth0', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'len <= 128'],
    ],
  ]),
  hostile: readHostile(
    String.raw`
    operand 5 | -i eth0 port 80 -w /x
    operand 5 | -i eth0 port 80 -z id
    operand 4 | -i eth0 udp -n
    operand 4 | -i eth0 -- -w /x
    operand 4 | -i eth0 -- -z id
    operand 5 | -i eth0 -- udp -w /x
    operand 4 | -i eth0 -- -- udp
    operand 4 | -i eth0 udp -- -w
    operand 4 | -i eth0 udp --
    operand 4 | -i eth0 -- -
    operand 3 | -i eth0 - udp
    operand 4 | -i eth0 udp - 1
    operand 4 | -i eth0 host db.example
    operand 4 | -i eth0 host localhost
    operand 5 | -i eth0 dst host x
    operand 4 | -i eth0 src www
    operand 4 | -i eth0 net corp
    operand 4 | -i eth0 net loopback
    operand 3 | -i eth0 gateway gw
    operand 4 | -i eth0 port http
    operand 4 | -i eth0 port https or 80
    operand 4 | -i eth0 portrange http-https
    operand 4 | -i eth0 portrange 80-x
    operand 4 | -i eth0 proto foo
    operand 5 | -i eth0 ip proto ospf
    operand 4 | -i eth0 proto \x
    operand 3 | -i eth0 \
    operand 5 | -i eth0 ether host gw
    operand 5 | -i eth0 ether host AA:BB:CC:DD:EE:FF
    operand 5 | -i eth0 ether src 00:11:22:33:44
    operand 3 | -i eth0 decnet host x
    operand 3 | -i eth0 atalk
    operand 3 | -i eth0 wlan
    operand 3 | -i eth0 ifname eth0
    operand 3 | -i eth0 on eth0
    operand 3 | -i eth0 rset x
    operand 3 | -i eth0 action block
    operand 3 | -i eth0 iso proto \clnp
    operand 3 | -i eth0 llc
    operand 4 | -i eth0 pppoes x
    operand 4 | -i eth0 host 10.0.0.256
    operand 4 | -i eth0 host 010.0.0.1
    operand 4 | -i eth0 host 10.0.0
    operand 4 | -i eth0 host 10.1
    operand 4 | -i eth0 net 10.0.0.0/08
    operand 4 | -i eth0 net fe80::/129
    operand 4 | -i eth0 host fe80::1%eth0
    operand 4 | -i eth0 host ::g
    operand 4 | -i eth0 host 0x7f000001x
    operand 4 | -i eth0 port 00080
    operand 4 | -i eth0 port 80a
    operand 4 | -i eth0 port 0X50
    operand 4 | -i eth0 port 0x
    operand 4 | -i eth0 port 99999999999
    operand 5 | -i eth0 len > 0x1ffffffff
    operand 4 | -i eth0 port 80;id
    operand 4 | -i eth0 port $(id)
    operand 6 | -i eth0 port 80 | sh
    operand 6 | -i eth0 port 80 > /etc/x
    operand 5 | -i eth0 port 80 #x
    operand 4 | -i eth0 port "80"
    operand 4 | -i eth0 port '80'
    operand 4 | -i eth0 port ~80
    operand 4 | -i eth0 port 80?
    operand 4 | -i eth0 port 80,443
    operand 4 | -i eth0 port {80}
    operand 4 | -i eth0 port @80
    operand 6 | -i eth0 port 80 =& x
    operand 3 | -i eth0 {out:packets}
    operand 5 | -i eth0 tcp[tcpflags] & tcp-xmas
    operand 3 | -i eth0 tcp[foo]
    operand 3 | -i eth0 icmp[icmptypes]=1
    operand 4 | -i eth0 udp AND tcp
    operand 4 | -i eth0 udp y tcp
    operand 4 | -i eth0 udp xor tcp
    operand 3 | -i eth0 tcp-fins
    operand 3 | -i eth0 len-w
    operand 3 | -i eth0 nothost
    operand 3 | -i eth0 port80
    operand 3 | -i eth0 a
    operand 3 | -i eth0 w
    operand 3 | -i eth0 constructor
    operand 4 | -i eth0 udp \tcp
    operand 4 | -i eth0 host \tcp
    operand 6 | -i eth0 ip proto host \udp
    operand 4 | -i eth0 proto \tcp\udp
    operand 3 | -i eth0 (tcp
    operand 3 | -i eth0 tcp)
    operand 3 | -i eth0 )tcp(
    operand 3 | -i eth0 tcp[0
    operand 3 | -i eth0 tcp]0[
    operand 3 | -i eth0 tcp[(0])
    operand 3 | -i eth0 ( tcp and [ udp )
    operand 3 | -i eth0 ((((((
    operand 3 | -i eth0 ()]
  `,
    [
      [['-i', 'eth0', 'port', '`id`'], 'operand', 4],
      [['-i', 'eth0', 'tcp\nudp'], 'shape', 3],
      [['-i', 'eth0', 'tcp\u0000-w'], 'shape', 3],
      [['-i', 'eth0', 't\u0441p'], 'shape', 3],
      [['-i', 'eth0', 'tcp \u2227 udp'], 'shape', 3],
      [['-i', 'eth0', 'port 80 -w /x'], 'operand', 3],
      [['-i', 'eth0', 'udp', ' -w/x'], 'operand', 4],
      [['-i', 'eth0', 'host a.b'], 'operand', 3],
      [['-i', 'eth0', Array.from({ length: 129 }, () => 'ip').join(' ')], 'operand', 3],
      [['-i', 'eth0', `${'('.repeat(65)}ip${')'.repeat(65)}`], 'operand', 3],
      [['-i', 'eth0', ' -1'], 'operand', 3],
      [['-i', 'eth0', ' --', 'port', '53'], 'operand', 3],
      [['-i', 'eth0', 'port', '53', ' - 1'], 'operand', 5],
      // Each argument has a form, but the filter that they make has not.
      [['-i', 'eth0', ...Array.from({ length: 60 }, () => 'icmp-routersolicit')], 'operand', 3],
      [['-i', 'eth0', 'icmp-routersolicit&'.repeat(53)], 'operand', 3],
    ],
  ),
};
