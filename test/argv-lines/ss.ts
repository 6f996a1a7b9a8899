import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of ss(8). */
export const ss: ToolLines = {
  tool: 'ss',
  subcommand: '',
  benign: readBenign(
    `
     =>
    -t => -t
    -u -a -n => -u -a -n
    -tulpn => -t -u -l -n -p
    -s => -s
    --summary => -s
    --tcp --udp --numeric => -t -u -n
    -xa => -x -a
    -w => -w
    -4tn => -t -4 -n
    -6 -l => -6 -l
    --ipv6 --tcp --all => -t -6 -a
    -tin => -t -n -i
    -tmoe => -t -m -o -e
    --processes --info --memory --options --extended => -p -i -m -o -e
    -HO => -H -O
    --no-header --oneline --unix => -x -H -O
    -t state established => -t state established
    -tn state time-wait => -t -n state time-wait
    state listening => state listening
    --raw state syn-recv => -w state syn-recv
    -tan state connected => -t -a -n state connected
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -K
    option 1 | -tK
    option 1 | -Kt
    option 1 | --kill
    option 1 | --kil
    option 1 | -D /x
    option 1 | -D-
    option 1 | -tD /x
    option 1 | --diag /x
    option 1 | -F /x
    option 1 | --filter=/x
    option 1 | -N x
    option 1 | -tN x
    option 1 | --net=x
    option 1 | --net x
    option 1 | -E
    option 1 | -tE
    option 1 | --events
    option 1 | -r
    option 1 | --resolve
    option 1 | -f inet
    option 1 | -f link
    option 1 | --family=inet
    option 1 | -A all
    option 1 | -A tcp
    option 1 | -tA all
    option 1 | --query=tcp
    option 1 | --socket tcp
    option 1 | -Z
    option 1 | -z
    option 1 | --context
    option 1 | --contexts
    option 1 | -b
    option 1 | --bpf
    option 1 | --bpf-maps
    option 1 | -M
    option 1 | --mptcp
    option 1 | -0
    option 1 | --packet
    option 1 | -d
    option 1 | --dccp
    option 1 | -S
    option 1 | --sctp
    option 1 | --tipc
    option 1 | --vsock
    option 1 | --xdp
    option 1 | -W
    option 1 | -T
    option 1 | --threads
    option 1 | --tos
    option 1 | --cgroup
    option 1 | -Q
    option 1 | --no-queues
    option 1 | --inet-sockopt
    option 1 | -B
    option 1 | --bound-inactive
    option 1 | -V
    option 1 | --version
    option 1 | -h
    option 1 | --help
    repeat 1 | -tt
    repeat 2 | -t --tcp
    repeat 1 | -tanpt
    repeat 2 | -t -t
    repeat 2 | --tcp --tcp
    conflict 2 | -4 -6
    conflict 1 | -46
    conflict 2 | --ipv4 --ipv6
    conflict 2 | -a -l
    conflict 1 | -la
    conflict 2 | --all --listening
    repeat 2 | -s -s
    option 1 | -tT
    option 1 | -Tt
    value 1 | --tcp=1
    option 1 | --tc
    option 1 | --TCP
    option 1 | --num
    option 1 | --list
    option 1 | --no-head
    option 1 | --one
    option 1 | ---tcp
    option 1 | -t-a
    option 1 | -t=
    option 1 | -=t
    operand 1 | - -t
    operand 2 | -t -
    option 1 | --
    option 1 | -- -t
    option 2 | -t -- state established
    operand 1 | state
    operand 1 | state all
    operand 1 | state Established
    operand 1 | state ESTAB
    operand 1 | state established state listening
    operand 1 | state established listening
    operand 1 | state established,listening
    operand 1 | exclude established
    operand 1 | state exclude
    operand 1 | state connected exclude listening
    operand 1 | state bucket -K
    operand 1 | state big x
    operand 1 | State established
    operand 2 | -t established
    operand 1 | dst 10.0.0.1
    operand 1 | dst db.example
    operand 1 | src 0.0.0.0
    operand 1 | sport = :22
    operand 2 | -t ( sport = :ssh )
    operand 2 | -t dport ge 1024
    operand 2 | -t dev eth0
    operand 1 | fwmark = 1
    operand 1 | cgroup = /x
    operand 1 | autobound
    operand 2 | -t not state established
    operand 1 | state {out:sockets}
    operand 1 | state __proto__
    operand 1 | state constructor
  `,
    [
      [['state established'], 'operand', 1],
      [['state', 'established '], 'operand', 1],
      [['state', 'established\u0000'], 'shape', 2],
      [['-t', 'st\u0430te', 'established'], 'shape', 2],
    ],
  ),
};
