import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of tcpdump(8). */
export const tcpdump: ToolLines = {
  tool: 'tcpdump',
  subcommand: '',
  benign: readBenign(
    `
    -i eth0 => -i eth0 -n -U -Z root -w {out:packets}
    --interface=any -c 100 => -i any -c 100 -n -U -Z root -w {out:packets}
    -iany -nn => -i any -n -n -n -U -Z root -w {out:packets}
    -i eth0 -s 96 -B 4096 => -i eth0 -s 96 -B 4096 -n -U -Z root -w {out:packets}
    -i eth0 --snapshot-length=0 --buffer-size 1024 => -i eth0 -s 0 -B 1024 -n -U -Z root -w {out:packets}
    -i eth0 -Q out -c 50 tcp => -i eth0 -c 50 -Q out -n -U -Z root -w {out:packets} -- tcp
    -i eth0 --direction=inout -p => -i eth0 -Q inout -p -n -U -Z root -w {out:packets}
    -i eth0 --no-promiscuous-mode -eqt => -i eth0 -p -e -t -q -n -U -Z root -w {out:packets}
    -i eth0 -vvv -ttttt => -i eth0 -t -t -t -t -t -v -v -v -n -U -Z root -w {out:packets}
  `,
    [
      [
        ['-i', 'any', 'port', '80', 'or', 'port', '443'],
        ['-i', 'any', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'port 80 or port 443'],
      ],
      [
        ['-i', 'any', '--', 'udp', 'port', '53'],
        ['-i', 'any', '-n', '-U', '-Z', 'root', '-w', '{out:packets}', '--', 'udp port 53'],
      ],
      [
        ['-i', 'eth0', '-c', '10', 'ip[2:2] > 576'],
        [
          '-i',
          'eth0',
          '-c',
          '10',
          '-n',
          '-U',
          '-Z',
          'root',
          '-w',
          '{out:packets}',
          '--',
          'ip [ 2 : 2 ] > 576',
        ],
      ],
      [
        ['-i', 'any', 'greater', '1000', 'and', '(src', 'net', '10.0.0.0/8', 'or', 'dst', '10.1.2.3)'],
        [
          '-i',
          'any',
          '-n',
          '-U',
          '-Z',
          'root',
          '-w',
          '{out:packets}',
          '--',
          'greater 1000 and ( src net 10.0.0.0/8 or dst 10.1.2.3 )',
        ],
      ],
    ],
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -n
    required 0 | -c 10
    value 1 | -i
    value 2 | -i -n
    value 2 | -i lo -c 1
    value 2 | -i eth1
    value 2 | -i eth
    value 2 | -i ETH0
    value 2 | -i Eth0
    value 2 | -i eth0,any
    value 2 | -i eth0:1
    value 2 | -i eth0@if2
    value 2 | -i eth0.100
    value 2 | -i 1
    value 2 | -i 2
    value 2 | -i any0
    value 2 | -i all
    value 2 | -i *
    value 2 | -i /dev/bpf0
    value 2 | -i /sys/class/net/eth0
    value 2 | -i ../eth0
    value 2 | -i ./eth0
    value 2 | -i eth0/
    value 2 | -i nflog:5
    value 2 | -i nfqueue:1
    value 2 | -i bluetooth0
    value 2 | -i usbmon0
    value 2 | -i dbus-session
    value 2 | -i rpcap://10.1.1.1/eth0
    value 2 | -i sdp:x
    value 2 | -i DNA:eth0
    value 2 | -i zc:eth0
    value 2 | -i vale0
    value 2 | -i netmap:eth0
    value 2 | -i {out:packets}
    value 2 | -i __proto__
    value 2 | -i constructor
    repeat 3 | -i eth0 -i any
    repeat 3 | -i eth0 --interface=any
    repeat 2 | -ieth0 -ieth0
    value 1 | --interface
    value 1 | --interface= -n
    option 1 | --interf eth0
    option 1 | --int=eth0
    option 1 | --Interface eth0
    value 1 | -i=eth0
    cluster 1 | -ni eth0
    cluster 1 | -nieth0
    cluster 1 | -eni eth0
    cluster 1 | -nnieth0
    option 3 | -i eth0 -w /x
    option 3 | -i eth0 -w-
    option 3 | -i eth0 -wx
    option 3 | -i eth0 -w {out:packets}
    option 3 | -i eth0 -nw/x
    option 3 | -i eth0 -nnw /x
    option 3 | -i eth0 -r /x
    option 3 | -i eth0 -V /x
    option 3 | -i eth0 -F /x
    option 3 | -i eth0 -F/x
    option 3 | -i eth0 -z id
    option 3 | -i eth0 -zid
    option 3 | -i eth0 -nz id
    option 3 | -i eth0 -G 1
    option 3 | -i eth0 -C 1
    option 3 | -i eth0 -W 1
    option 3 | -i eth0 -Z nobody
    option 3 | -i eth0 -Zroot
    option 3 | -i eth0 --relinquish-privileges=x
    option 3 | -i eth0 -y EN10MB
    option 3 | -i eth0 --linktype=NULL
    option 3 | -i eth0 -j adapter
    option 3 | -i eth0 --time-stamp-type=adapter
    option 3 | -i eth0 -E des:x
    option 3 | -i eth0 -M x
    option 3 | -i eth0 -m /x
    option 3 | -i eth0 -I
    option 3 | -i eth0 --monitor-mode
    option 3 | -i eth0 -L
    option 3 | -i eth0 -J
    option 3 | -i eth0 -D
    option 1 | --list-interfaces
    option 1 | --list-remote-interfaces rpcap://x
    option 3 | -i eth0 -T vat
    option 3 | -i eth0 -K
    option 3 | -i eth0 -S
    option 3 | -i eth0 -A
    option 3 | -i eth0 -X
    option 3 | -i eth0 -xx
    option 3 | -i eth0 -l
    option 3 | -i eth0 -N
    option 3 | -i eth0 -O
    option 3 | -i eth0 -f
    option 3 | -i eth0 -H
    option 3 | -i eth0 -u
    option 3 | -i eth0 -b
    option 3 | -i eth0 -d
    option 3 | -i eth0 -U
    option 3 | -i eth0 -h
    option 1 | --help
    option 1 | --version
    option 3 | -i eth0 --count
    option 3 | -i eth0 --print
    option 3 | -i eth0 -#
    option 3 | -i eth0 --number
    option 3 | -i eth0 --immediate-mode
    option 3 | -i eth0 --micro
    option 3 | -i eth0 --time-stamp-precision=nano
    option 3 | -i eth0 --lengths
    option 3 | -i eth0 --skip 1
    option 3 | -i eth0 --packet-buffered
    option 3 | -i eth0 --no-promisc
    option 3 | -i eth0 --snap 96
    option 3 | -i eth0 --snapshot
    value 3 | -i eth0 --snapshot-length
    option 3 | -i eth0 --buffer=1024
    option 3 | -i eth0 --direc=in
    value 3 | -i eth0 --no-promiscuous-mode=1
    repeat 3 | -i eth0 -nnn
    repeat 5 | -i eth0 -n -n -n
    repeat 4 | -i eth0 -nn -n
    repeat 3 | -i eth0 -tttttt
    repeat 5 | -i eth0 -t -tt -ttt
    repeat 3 | -i eth0 -vvvv
    repeat 3 | -i eth0 -qq
    repeat 3 | -i eth0 -ee
    repeat 4 | -i eth0 -p --no-promiscuous-mode
    repeat 5 | -i eth0 -c 1 -c 2
    repeat 4 | -i eth0 -s0 -s0
    cluster 3 | -i eth0 -nc 5
    cluster 3 | -i eth0 -nc5
    cluster 3 | -i eth0 -ns0
    cluster 3 | -i eth0 -epQin
    cluster 3 | -i eth0 -nB 512
    value 4 | -i eth0 -c 0
    value 4 | -i eth0 -c 10000001
    value 4 | -i eth0 -c -1
    value 4 | -i eth0 -c 1k
    value 4 | -i eth0 -c 0x10
    value 4 | -i eth0 -c 010
    value 4 | -i eth0 -c +1
    value 3 | -i eth0 -c1e3
    value 3 | -i eth0 -c
    value 4 | -i eth0 -c -n
    value 4 | -i eth0 -c 4294967297
    value 4 | -i eth0 -s 262145
    value 4 | -i eth0 -s -1
    value 3 | -i eth0 -s0x60
    value 4 | -i eth0 -s 96b
    value 4 | -i eth0 -B 255
    value 4 | -i eth0 -B 65537
    value 4 | -i eth0 -B 1M
    value 4 | -i eth0 -Q IN
    value 4 | -i eth0 -Q in,out
    value 4 | -i eth0 -Q i
    value 3 | -i eth0 -Q
    value 3 | -i eth0 -Qinn
    repeat 4 | -i eth0 -Qin --direction=out
    operand 3 | -i eth0 --
    operand 3 | -i eth0 TCP
    operand 3 | -i eth0 Port 80
    operand 3 | -i eth0 __proto__
  `,
    [
      [['-i', 'eth0 '], 'value', 2],
      [['-i', 'eth0\u0000'], 'shape', 2],
      [['-i', 'eth0\nany'], 'shape', 2],
      [['-i', '\u0435th0'], 'shape', 2],
      [['-i', 'eth0', ' '], 'operand', 3],
      [['-i', 'eth0', '\t'], 'shape', 3],
      [['-i', 'eth0', '\u2010w'], 'shape', 3],
    ],
  ),
};
