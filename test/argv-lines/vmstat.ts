import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of vmstat(8). */
export const vmstat: ToolLines = {
  tool: 'vmstat',
  subcommand: '',
  benign: readBenign(
    `
     => -- 1 {durationSeconds}
    -a => -a -- 1 {durationSeconds}
    --active => -a -- 1 {durationSeconds}
    -d => -d -- 1 {durationSeconds}
    --disk -n => -d -n -- 1 {durationSeconds}
    -n => -n -- 1 {durationSeconds}
    -w => -w -- 1 {durationSeconds}
    -wt => -t -w -- 1 {durationSeconds}
    -S M => -S M -- 1 {durationSeconds}
    -SM -w => -S M -w -- 1 {durationSeconds}
    --unit=K --timestamp => -S K -t -- 1 {durationSeconds}
    --one-header --wide 1 60 => -n -w -- 1 60
    1 10 => -- 1 10
    -- 1 10 => -- 1 10
    -a 2 300 => -a -- 2 300
    -wn -- 5 120 => -n -w -- 5 120
    -awnt => -a -n -t -w -- 1 {durationSeconds}
  `,
  ),
  hostile: readHostile(
    `
    option 1 | -f
    option 1 | --forks
    option 1 | -m
    option 1 | --slabs
    option 1 | -s
    option 1 | --stats
    option 1 | -D
    option 1 | --disk-sum
    option 1 | -p sda1
    option 1 | -p/dev/sda1
    option 1 | --partition=/dev/sda1
    option 1 | --partition sda1
    option 1 | -y
    option 1 | --no-first
    option 1 | -V
    option 1 | --version
    option 1 | -h
    option 1 | --help
    value 1 | -S
    value 2 | -S b
    value 2 | -S KB
    value 2 | -S kk
    value 1 | -Sx
    value 1 | -S=k
    value 1 | --unit=
    value 1 | --unit=b
    value 1 | --unit
    option 1 | --uni k
    value 1 | --unit=k=
    option 1 | --UNIT=k
    repeat 3 | -S k --unit=m
    cluster 1 | -wS k
    cluster 1 | -aSk
    option 1 | -anwt1
    conflict 2 | -a -d
    conflict 1 | -ad
    conflict 1 | -da
    conflict 2 | --active --disk
    repeat 2 | -a --active
    repeat 1 | -aa
    repeat 2 | -w -w
    repeat 1 | -wtw
    repeat 2 | --wide --wide
    value 1 | --wide=1
    option 1 | --wid
    option 1 | --act
    option 1 | --one
    option 1 | --time
    operand 1 | 1
    operand 1 | 0 1
    operand 2 | 1 0
    operand 2 | 1 601
    operand 2 | 601 1
    operand 2 | 300 3
    operand 1 | 01 1
    operand 2 | 1 01
    option 1 | -1 1
    operand 2 | 1 -1
    operand 3 | 1 1 1
    operand 3 | 1 1 -n
    operand 3 | 1 1 --
    operand 3 | 1 -- 1
    operand 2 | -n 1
    option 1 | -n1
    operand 3 | -n -- 1
    operand 1 | --
    operand 2 | -n --
    operand 2 | -- -n
    operand 2 | -- -- 1 1
    operand 1 | -
    operand 1 | - 1 1
    operand 2 | -- - 1
    operand 1 | 1s 1
    operand 1 | 1,1
    operand 1 | {durationSeconds} 1
  `,
    [
      [['1 1'], 'operand', 1],
      [['-w '], 'option', 1],
      [['-S', 'k '], 'value', 2],
    ],
  ),
};
