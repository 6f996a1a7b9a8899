import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of ethtool(8). */
export const ethtool: ToolLines = {
  tool: 'ethtool',
  subcommand: '',
  benign: readBenign(
    `
    -S eth0 => -S eth0
    -i eth0 => -i eth0
    -k eth0 => -k eth0
    -g eth0 => -g eth0
    -c eth0 => -c eth0
    -a eth0 => -a eth0
    -l eth0 => -l eth0
    -T eth0 => -T eth0
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    operand 1 | eth0
    value 1 | -S
    value 1 | -i
    value 2 | -S -i
    option 1 | -K eth0 gro off
    option 1 | -K eth0
    operand 3 | -k eth0 gro off
    option 1 | -s eth0 speed 10
    option 1 | -s eth0 wol g
    option 1 | -G eth0 rx 1
    operand 3 | -g eth0 rx 1
    option 1 | -A eth0 rx off
    operand 3 | -a eth0 rx off
    option 1 | -C eth0 rx-usecs 1
    operand 3 | -c eth0 adaptive-rx on
    option 1 | -L eth0 combined 1
    operand 3 | -l eth0 combined 1
    option 1 | -X eth0 equal 1
    option 1 | -W eth0 1
    option 1 | -w eth0 data /x
    option 1 | -f eth0 fw.bin
    option 1 | -E eth0 offset 0 value 0
    option 1 | -e eth0
    option 1 | -d eth0
    option 1 | -d eth0 file /x
    option 1 | -r eth0
    option 1 | -p eth0 10
    option 1 | -P eth0
    option 1 | -t eth0
    option 1 | -t eth0 offline
    option 1 | -u eth0
    option 1 | -U eth0 flow-type tcp4
    option 1 | -N eth0 rx-flow-hash tcp4 s
    option 1 | -n eth0
    option 1 | -x eth0
    option 1 | -m eth0
    option 1 | -Q eth0 -c
    option 1 | -Q eth0 queue_mask 1 -C rx-usecs 1
    value 2 | -S lo
    value 2 | -S any
    value 2 | -i any
    value 2 | -T any
    value 2 | -S eth1
    value 2 | -S ETH0
    value 2 | -S eth
    value 2 | -S ../eth0
    value 2 | -S /sys/class/net/eth0
    value 2 | -S eth0/
    value 2 | -S *
    value 2 | -S eth0;id
    value 2 | -S eth0,any
    value 2 | -S eth0:0
    value 2 | -S __proto__
    value 2 | -S constructor
    value 2 | -S {out:device}
    value 2 | -S -
    value 2 | -S --
    value 2 | -S --all-groups
    option 3 | -S eth0 --all-groups
    option 3 | -S eth0 --groups rmon
    operand 3 | -S eth0 eth0
    operand 3 | -S eth0 any
    value 4 | -S eth0 -S any
    repeat 3 | -S eth0 -S eth0
    conflict 3 | -S eth0 -i eth0
    conflict 3 | -i eth0 -k eth0
    value 4 | -T eth0 -a any
    conflict 3 | -T eth0 -a eth0
    value 1 | -Seth0
    value 1 | -S=eth0
    value 1 | -Si eth0
    value 1 | -ik eth0
    value 1 | -iS
    option 1 | --statistics eth0
    option 1 | --driver eth0
    option 1 | --show-offload eth0
    option 1 | --show-features eth0
    option 1 | --change eth0 speed 10
    option 1 | --offload eth0 tso off
    option 1 | --features eth0 tso off
    option 1 | --flash eth0 x
    option 1 | --reset eth0 all
    option 1 | --set-priv-flags eth0 x on
    option 1 | --set-phy-tunable eth0 x on
    option 1 | --cable-test eth0
    option 1 | --set-fec eth0 encoding off
    option 1 | --json -i eth0
    option 1 | -j -i eth0
    option 1 | -I -S eth0
    option 1 | --include-statistics -S eth0
    option 1 | --debug 255 -i eth0
    option 1 | --disable-netlink -i eth0
    option 1 | --phy 1 -i eth0
    option 1 | --monitor
    option 1 | --monitor eth0
    option 1 | -h
    option 1 | --version
    option 1 | -- eth0
    option 1 | -- -S eth0
    value 2 | -i -- eth0
  `,
    [
      [['-S eth0'], 'value', 1],
      [['-S', 'eth0 '], 'value', 2],
      [['-S', 'eth0\u0000'], 'shape', 2],
      [['\u2010S', 'eth0'], 'shape', 1],
    ],
  ),
};
