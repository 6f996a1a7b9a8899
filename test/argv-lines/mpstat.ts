import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of mpstat(1). */
export const mpstat: ToolLines = {
  tool: 'mpstat',
  subcommand: '',
  benign: readBenign(
    `
     => 1 {durationSeconds}
    -A => -A 1 {durationSeconds}
    -u => -u 1 {durationSeconds}
    -P ALL => -P ALL 1 {durationSeconds}
    -P 0 => -P 0 1 {durationSeconds}
    -P 0-1,3 1 5 => -P 0-1,3 1 5
    -I SUM => -I SUM 1 {durationSeconds}
    -I SUM,CPU,SCPU 1 2 => -I SUM,CPU,SCPU 1 2
    -I ALL => -I ALL 1 {durationSeconds}
    -nT => -n -T 1 {durationSeconds}
    -un 1 600 => -u -n 1 600
    -o JSON 1 10 => -o JSON 1 10
    -P ALL -u -o JSON => -P ALL -u -o JSON 1 {durationSeconds}
  `,
  ),
  hostile: readHostile(
    `
    value 1 | -I
    value 2 | -I XYZ
    value 2 | -I sum
    value 2 | -I SUM,SUM
    value 2 | -I SUM,CPU,SCPU,ALL
    value 2 | -I SUM,
    value 1 | -ISUM
    value 1 | -I=SUM
    value 2 | -I -u
    repeat 3 | -I SUM -I CPU
    value 1 | -PI ALL
    value 1 | -P
    value 2 | -P all
    value 2 | -P ON
    value 2 | -P ALL,1
    value 2 | -P 1,ALL
    value 2 | -P 0-
    value 2 | -P 3-1
    value 2 | -P 0,0
    value 2 | -P 00
    value 2 | -P 4096
    value 2 | -P -1
    value 1 | -P0
    value 1 | -PALL
    cluster 1 | -uP ALL
    repeat 3 | -P ALL -P 0
    option 1 | -N
    option 1 | -N 0
    option 1 | -N ALL
    option 1 | -H
    value 1 | -o
    value 2 | -o xml
    value 2 | -o json
    value 1 | -oJSON
    cluster 1 | -uo JSON
    option 1 | -h
    option 1 | -V
    option 1 | --dec=1
    option 1 | --human
    option 1 | -D
    repeat 2 | -A -A
    repeat 1 | -uAu
    repeat 1 | -nn
    repeat 1 | -TT
    operand 1 | P ALL
    operand 1 | ALL
    operand 1 | 1
    operand 1 | 0 1
    operand 2 | 1 0
    operand 2 | 1 601
    operand 2 | 601 1
    operand 3 | 1 1 1
    operand 3 | 1 1 -A
    operand 1 | 1x 1
    option 1 | -- 1 1
    option 2 | -A --
    option 1 | -A-
    option 1 | -f /x
    option 1 | -x
  `,
    [
      [['-P', 'ALL '], 'value', 2],
      [['-P', '0 1'], 'value', 2],
    ],
  ),
};
