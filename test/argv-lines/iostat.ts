import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of iostat(1). */
export const iostat: ToolLines = {
  tool: 'iostat',
  subcommand: '',
  benign: readBenign(
    `
     => 1 {durationSeconds}
    -x => -x 1 {durationSeconds}
    -xz => -x -z 1 {durationSeconds}
    -c => -c 1 {durationSeconds}
    -d -k => -d -k 1 {durationSeconds}
    -dm => -d -m 1 {durationSeconds}
    -N -t -y => -N -t -y 1 {durationSeconds}
    -xtzy => -x -t -y -z 1 {durationSeconds}
    -s => -s 1 {durationSeconds}
    -o JSON => -o JSON 1 {durationSeconds}
    -x -o JSON 1 60 => -x -o JSON 1 60
    1 10 => 1 10
    2 300 => 2 300
    -x 600 1 => -x 600 1
    1 600 => 1 600
    -dx 5 12 => -d -x 5 12
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -f /x 1 1
    option 1 | -f/x
    operand 1 | +f /x
    operand 1 | +f/x 1 1
    option 1 | -g all 1 1
    option 1 | -g x sda
    option 1 | -H 1 1
    option 1 | -j ID
    option 1 | -j LABEL sda 1 1
    option 1 | -p
    option 1 | -p sda
    option 1 | -p ALL 1 1
    option 1 | -h
    option 1 | -D
    option 1 | -V
    option 1 | --human
    option 1 | --dec=0
    option 1 | --dec=2
    option 1 | --pretty
    option 1 | --compact
    option 1 | -S
    operand 1 | sda
    operand 1 | sda 1 1
    operand 1 | /dev/sda 1 1
    operand 1 | ALL 1 1
    operand 1 | - 1 1
    operand 1 | 1
    operand 1 | 0 1
    operand 2 | 1 0
    operand 1 | 0 0
    operand 2 | 601 1
    operand 2 | 1 601
    operand 2 | 2 301
    option 1 | -1 1
    operand 2 | 1 -1
    operand 1 | 01 1
    operand 2 | 1 01
    operand 1 | +1 1
    operand 1 | 1.5 1
    operand 1 | 1e1 1
    operand 1 | 0x1 1
    operand 1 | 1s 1
    operand 3 | 1 1 1
    operand 3 | 1 1 -x
    operand 3 | 1 1 sda
    operand 2 | 4294967297 1
    operand 2 | 1 4294967297
    operand 2 | 9999999999 1
    operand 1 | 99999999999 1
    operand 2 | 1 {durationSeconds}
    operand 1 | 1,1
    value 1 | -o
    value 2 | -o json
    value 2 | -o XML
    value 2 | -o JSON,x
    value 1 | -oJSON
    value 1 | -o=JSON
    cluster 1 | -xo JSON
    cluster 1 | -xoJSON
    repeat 3 | -o JSON -o JSON
    conflict 2 | -k -m
    conflict 1 | -km
    conflict 1 | -mxk
    repeat 2 | -x -x
    repeat 1 | -xx
    repeat 1 | -dcd
    repeat 3 | -z -y -z
    option 1 | -q
    option 1 | -x-
    option 1 | -x=
    option 1 | --x
    option 1 | -- 1 1
    option 2 | -x -- 1 1
    option 2 | -x --
  `,
    [
      [['1 1'], 'operand', 1],
      [['1', '1 '], 'operand', 2],
      [['\u0661', '1'], 'shape', 1],
    ],
  ),
};
