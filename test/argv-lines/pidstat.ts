import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of pidstat(1). */
export const pidstat: ToolLines = {
  tool: 'pidstat',
  subcommand: '',
  benign: readBenign(
    `
     => 1 {durationSeconds}
    -u => -u 1 {durationSeconds}
    -d => -d 1 {durationSeconds}
    -rsvw => -r -s -v -w 1 {durationSeconds}
    -p 1234 => -p 1234 1 {durationSeconds}
    -p 1234,5678 -u => -p 1234,5678 -u 1 {durationSeconds}
    -p 5678 -rd 1 10 => -p 5678 -d -r 1 10
    -l => -l 1 {durationSeconds}
    -tlh => -t -l -h 1 {durationSeconds}
    -R -H => -R -H 1 {durationSeconds}
    -I -u 1 5 => -u -I 1 5
    -dl 2 30 => -d -l 2 30
    -u 1 600 => -u 1 600
    -hHIRdlrstuvw 600 1 => -u -d -r -s -v -w -R -t -l -I -H -h 600 1
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -e id
    option 1 | -e sh -c id
    option 1 | -e
    option 1 | -ue id
    option 2 | -u -e id 1 1
    option 1 | -C .*
    option 1 | -C x 1 1
    option 1 | -G x
    option 1 | -G .
    option 1 | -U
    option 1 | -U root
    option 1 | -T ALL
    option 1 | -T CHILD 1 1
    value 1 | -p
    value 2 | -p ALL
    value 2 | -p SELF
    value 2 | -p self
    value 2 | -p 1
    value 2 | -p 0
    value 2 | -p 1234,ALL
    value 2 | -p 1234,1
    value 2 | -p 1234,
    value 2 | -p 1234,1234
    value 2 | -p 0x4d2
    value 2 | -p 01234
    value 1 | -p1234
    cluster 1 | -up 1234
    cluster 1 | -dp1234
    value 1 | -p=1234
    repeat 3 | -p 1234 -p 5678
    value 2 | -p {pids}
    option 1 | --human
    option 1 | --dec=0
    option 1 | -V
    repeat 2 | -h -h
    option 1 | -k
    repeat 2 | -I -I
    repeat 1 | -uu
    repeat 2 | -du -u
    repeat 1 | -ll
    option 1 | --
    option 2 | -u --
    option 2 | -u -- 1 1
    option 1 | -u- 1 1
    operand 1 | u 1 1
    operand 1 | 1
    operand 1 | 0 1
    operand 2 | 1 0
    operand 2 | 1 601
    operand 2 | 601 1
    operand 3 | 1 1 1
    operand 3 | 1 1 -e id
    operand 3 | 1 1 id
    operand 3 | 1 1 -p 1
    option 1 | -1 1
    operand 1 | 01 1
    operand 1 | 1.0 1
    operand 3 | -p 1234 1
    operand 1 | id
  `,
    [
      [['-p', '1234 1'], 'value', 2],
      [['-p', '1234\u0000'], 'shape', 2],
      [['1 1'], 'operand', 1],
    ],
  ),
};
