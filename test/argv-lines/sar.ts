import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of sar(1). */
export const sar: ToolLines = {
  tool: 'sar',
  subcommand: '',
  benign: readBenign(
    `
     => 1 {durationSeconds}
    -u => -u 1 {durationSeconds}
    -u ALL => -u ALL 1 {durationSeconds}
    -u ALL 1 60 => -u ALL 1 60
    -n DEV => -n DEV 1 {durationSeconds}
    -n DEV,EDEV,TCP,ETCP 1 30 => -n DEV,EDEV,TCP,ETCP 1 30
    -P ALL 1 10 => -P ALL 1 10
    -P 0-3 -u => -u -P 0-3 1 {durationSeconds}
    -bBdp => -b -B -d -p 1 {durationSeconds}
    -r => -r 1 {durationSeconds}
    -r ALL -S => -r ALL -S 1 {durationSeconds}
    -q => -q 1 {durationSeconds}
    -q PSI 5 6 => -q PSI 5 6
    -q LOAD 1 10 => -q LOAD 1 10
    -HWvwz => -H -W -v -w -z 1 {durationSeconds}
    -u -q -r 1 5 => -u -r -q 1 5
    -d -p 10 60 => -d -p 10 60
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -o /x
    option 1 | -o
    option 1 | -o/x 1 1
    option 1 | -uo /x
    option 1 | -f /x
    option 1 | -f
    option 1 | -f/x
    option 1 | -uf /x
    option 1 | -1
    option 1 | -2 1 1
    option 1 | -99
    option 1 | -s 10:00:00
    option 1 | -e 10:00:00
    option 1 | -i 10
    option 1 | -t
    option 1 | -x 1234
    option 1 | -X 1
    option 1 | -F
    option 1 | -F MOUNT
    option 1 | -m ALL
    option 1 | -m FREQ
    option 1 | -I ALL
    option 1 | -I SUM
    option 1 | -I 1,2
    option 1 | -I XALL
    option 1 | -j ID
    option 1 | -C
    option 1 | -D
    option 1 | -A
    option 1 | -A 1 1
    option 1 | -h
    option 1 | -V
    option 1 | -y
    option 1 | -R
    option 1 | --sadc
    option 1 | --help
    option 1 | --dec=0
    option 1 | --human
    option 1 | --pretty
    option 1 | --dev=sda
    option 1 | --fs=/
    option 1 | --iface=eth0
    option 1 | --int=1
    option 1 | --getenv
    operand 3 | -u ALL ALL
    operand 2 | -u all
    operand 2 | -u ALL,ALL
    option 1 | -uALL
    option 1 | -u=ALL
    repeat 2 | -u -u
    repeat 3 | -u ALL -u
    repeat 1 | -uu
    operand 2 | -q NONE
    operand 3 | -q LOAD LOAD
    operand 2 | -q LOAD,CPU
    option 1 | -qLOAD
    repeat 3 | -q LOAD -q
    operand 2 | -r all
    operand 3 | -r ALL ALL
    repeat 1 | -rr
    value 1 | -n
    value 2 | -n -u
    value 2 | -n DEV,
    value 2 | -n ,
    value 2 | -n dev
    value 2 | -n DEV,DEV
    value 2 | -n DEV,ALL,DEV
    value 2 | -n ALL,__proto__
    value 2 | -n DEV:eth0
    value 2 | -n DEV=1
    value 2 | -n FC
    value 1 | -nDEV
    cluster 1 | -un DEV
    cluster 1 | -unDEV
    repeat 3 | -n DEV -n SOCK
    value 2 | -n __proto__
    value 1 | -P
    value 2 | -P all
    value 2 | -P ALL,0
    value 2 | -P 0,
    value 2 | -P 0-
    value 2 | -P 4096
    value 2 | -P -1
    value 1 | -P0
    cluster 1 | -uP 0
    value 2 | -P 1,0
    value 2 | -P SUM
    operand 1 | u
    operand 1 | ALL
    operand 1 | ALL 1 1
    operand 2 | -u 1
    operand 2 | -u 0 1
    operand 3 | -u 1 601
    operand 3 | -u ALL 1
    operand 3 | 1 1 -o /x
    operand 3 | 1 1 1
    operand 4 | -u 1 1 ALL
    operand 2 | -d sda 1 1
    operand 2 | -b -
    option 1 | -- 1 1
    option 2 | -u -- 1 1
    option 2 | -u --
  `,
    [
      [['-u', 'ALL '], 'operand', 2],
      [['-n', 'DEV, SOCK'], 'value', 2],
      [['-u 1 1'], 'option', 1],
    ],
  ),
};
