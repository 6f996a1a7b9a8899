import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of py-spy record. */
export const pySpyRecord: ToolLines = {
  tool: 'py-spy',
  subcommand: 'record',
  benign: readBenign(
    `
    --pid 1234 => --pid 1234 --duration {durationSeconds} --rate 99 --format raw --output {out:profile}
    -p 5678 => --pid 5678 --duration {durationSeconds} --rate 99 --format raw --output {out:profile}
    --pid=1234 --duration=30 => --pid 1234 --duration 30 --rate 99 --format raw --output {out:profile}
    -p 1234 -d 600 -r 999 => --pid 1234 --duration 600 --rate 999 --format raw --output {out:profile}
    -p 1234 --rate 1 => --pid 1234 --duration {durationSeconds} --rate 1 --format raw --output {out:profile}
    -p 1234 -f speedscope => --pid 1234 --duration {durationSeconds} --rate 99 --format speedscope --output {out:profile}
    -p 1234 --format=chrometrace => --pid 1234 --duration {durationSeconds} --rate 99 --format chrometrace --output {out:profile}
    -p 1234 -f flamegraph -n => --pid 1234 --duration {durationSeconds} --rate 99 --format flamegraph --native --output {out:profile}
    -p 1234 --nonblocking => --pid 1234 --duration {durationSeconds} --rate 99 --format raw --nonblocking --output {out:profile}
    -p 1234 -F -g -i -t => --pid 1234 --duration {durationSeconds} --rate 99 --format raw --function --gil --idle --threads --output {out:profile}
    -p 1234 --function --gil => --pid 1234 --duration {durationSeconds} --rate 99 --format raw --function --gil --output {out:profile}
    -p 1234 --idle --threads --native => --pid 1234 --duration {durationSeconds} --rate 99 --format raw --native --idle --threads --output {out:profile}
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -r 99
    value 2 | --pid
    value 3 | --pid -n
    value 2 | --pid=
    value 3 | --pid 1
    value 2 | --pid=1
    value 3 | --pid 0
    value 3 | --pid 0x4d2
    value 3 | --pid 0o2322
    value 3 | --pid 01234
    value 3 | --pid +1234
    value 3 | --pid 1_234
    value 3 | --pid 1234,5678
    value 3 | --pid {pids}
    option 2 | --pi 1234
    option 2 | --Pid 1234
    repeat 3 | --pid=1234 -p 5678
    repeat 4 | -p 1234 -p 1234
    value 2 | -p1234
    value 2 | -p=1234
    cluster 2 | -np 1234
    operand 2 | 1234
    operand 4 | -p 1234 5678
    operand 5 | -p 1234 -- python x.py
    operand 3 | -- python x.py
    operand 2 | python x.py
    operand 4 | -p 1234 python
    operand 4 | -p 1234 --
    operand 4 | -p 1234 -
    option 4 | -p 1234 -o /x
    option 4 | -p 1234 -o=/x
    option 4 | -p 1234 -o/x
    option 4 | -p 1234 --output /x
    option 4 | -p 1234 --output=/x
    option 4 | -p 1234 --output={out:profile}
    option 4 | -p 1234 --outp /x
    cluster 4 | -p 1234 -no /x
    option 4 | -p 1234 -s
    option 4 | -p 1234 --subprocesses
    option 4 | -p 1234 --subprocesses=true
    cluster 4 | -p 1234 -gs
    option 4 | -p 1234 -l
    option 4 | -p 1234 --locals
    option 4 | -p 1234 --full-filenames
    option 4 | -p 1234 -c /x
    option 4 | -p 1234 --core=/x
    option 4 | -p 1234 --capture
    option 4 | -p 1234 --hideprogress
    option 4 | -p 1234 --nolineno
    option 4 | -p 1234 --json
    option 4 | -p 1234 -j
    option 4 | -p 1234 -h
    option 4 | -p 1234 --help
    option 4 | -p 1234 -V
    value 5 | -p 1234 -d 0
    value 5 | -p 1234 -d 601
    value 5 | -p 1234 -d unlimited
    value 4 | -p 1234 -d=5
    value 4 | -p 1234 -d5
    value 4 | -p 1234 --duration
    value 4 | -p 1234 --duration=
    value 4 | -p 1234 --duration=1e2
    value 4 | -p 1234 --duration=60s
    option 4 | -p 1234 --dur 5
    repeat 6 | -p 1234 -d 5 --duration 5
    value 5 | -p 1234 -r 0
    value 5 | -p 1234 -r 1000
    value 5 | -p 1234 -r -1
    value 4 | -p 1234 -r=99
    value 4 | -p 1234 --rate=099
    repeat 6 | -p 1234 -r 99 -r 99
    value 5 | -p 1234 -f svg
    value 5 | -p 1234 -f Raw
    value 5 | -p 1234 -f RAW
    value 4 | -p 1234 -f=raw
    value 4 | -p 1234 -fraw
    value 4 | -p 1234 --format=raw,svg
    option 4 | -p 1234 --form raw
    repeat 6 | -p 1234 --format raw -f raw
    cluster 4 | -p 1234 -gi
    cluster 4 | -p 1234 -tgF
    value 4 | -p 1234 --gil=true
    value 4 | -p 1234 --idle=1
    repeat 5 | -p 1234 --native --native
    repeat 5 | -p 1234 -n --native
    value 4 | -p 1234 --nonblocking=
    option 4 | -p 1234 --nonblockin
    repeat 5 | -p 1234 --function -F
    operand 4 | -p 1234 record
    operand 2 | record -p 1234
  `,
    [
      [['-p', '1234 '], 'value', 3],
      [['-p 1234'], 'value', 2],
      [['-p', '1234', '-f', 'r\u0430w'], 'shape', 5],
    ],
  ),
};
