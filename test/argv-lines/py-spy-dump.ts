import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of py-spy dump. */
export const pySpyDump: ToolLines = {
  tool: 'py-spy',
  subcommand: 'dump',
  benign: readBenign(
    `
    -p 1234 => --pid 1234
    --pid 5678 => --pid 5678
    --pid=1234 => --pid 1234
    -p 1234 -j => --pid 1234 --json
    -p 1234 --json => --pid 1234 --json
    -p 1234 -n => --pid 1234 --native
    -p 1234 --native => --pid 1234 --native
    -p 1234 --nonblocking => --pid 1234 --nonblocking
    -p 1234 -n -j => --pid 1234 --native --json
    --nonblocking -j -n -p 5678 => --pid 5678 --native --nonblocking --json
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -j
    value 2 | --pid
    value 3 | --pid 1
    value 3 | --pid 1234,5678
    value 3 | --pid 0x4d2
    value 2 | -p=1234
    value 2 | -p1234
    cluster 2 | -jp 1234
    repeat 4 | -p 1234 -p 1234
    operand 2 | 1234
    operand 4 | -p 1234 1234
    operand 5 | -p 1234 -- id
    operand 4 | -p 1234 --
    option 4 | -p 1234 -l
    option 4 | -p 1234 -ll
    option 4 | -p 1234 --locals
    cluster 4 | -p 1234 -jl
    option 4 | -p 1234 --loc
    option 4 | -p 1234 -c /x
    option 4 | -p 1234 --core=/x
    option 4 | -p 1234 --full-filenames
    option 4 | -p 1234 -s
    option 4 | -p 1234 --subprocesses
    option 4 | -p 1234 -o /x
    option 4 | -p 1234 -d 5
    option 4 | -p 1234 -r 5
    cluster 4 | -p 1234 -jn
    repeat 5 | -p 1234 -j -j
    repeat 5 | -p 1234 -j --json
    value 4 | -p 1234 --json=1
    value 4 | -p 1234 --native=1
    option 4 | -p 1234 --nativ
    repeat 5 | -p 1234 --nonblocking --nonblocking
    operand 4 | -p 1234 dump
    option 4 | -p 1234 -h
  `,
  ),
};
