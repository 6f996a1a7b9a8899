import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of gdb(1). */
export const gdb: ToolLines = {
  tool: 'gdb',
  subcommand: '',
  benign: readBenign('', [
    [
      ['-p', '1234'],
      [
        '-p',
        '1234',
        '-nx',
        '-nh',
        '-batch',
        '-iex',
        'set auto-load off',
        '-iex',
        'set debuginfod enabled off',
        '-ex',
        'set pagination off',
        '-ex',
        'thread apply all bt',
      ],
    ],
    [
      ['-p', '5678'],
      [
        '-p',
        '5678',
        '-nx',
        '-nh',
        '-batch',
        '-iex',
        'set auto-load off',
        '-iex',
        'set debuginfod enabled off',
        '-ex',
        'set pagination off',
        '-ex',
        'thread apply all bt',
      ],
    ],
  ]),
  hostile: readHostile(
    `
    required 0 |
    value 1 | -p
    value 2 | -p 1
    value 2 | -p 0
    value 2 | -p -1
    value 2 | -p 0x4d2
    value 2 | -p 01234
    value 2 | -p 1234,5678
    value 2 | -p 1234,
    value 2 | -p {pids}
    value 2 | -p self
    value 1 | -p1234
    value 1 | -p=1234
    option 1 | --p 1234
    value 1 | -pi 1234
    value 1 | -pid 1234
    value 1 | -pid=1234
    option 1 | --pid=1234
    option 1 | --pid 1234
    option 1 | -P 1234
    repeat 3 | -p 1234 -p 5678
    repeat 3 | -p 1234 -p 1234
    operand 3 | -p 1234 5678
    operand 3 | -p 1234 /bin/sh
    operand 3 | -p 1234 core
    operand 3 | -p 1234 -
    option 3 | -p 1234 --
    option 1 | -- -p 1234
    operand 1 | 1234
    option 3 | -p 1234 -ex bt
    option 3 | -p 1234 -ex quit
    option 3 | -p 1234 -eval-command=bt
    option 3 | -p 1234 -iex x
    option 3 | -p 1234 -init-eval-command x
    option 3 | -p 1234 -eiex x
    option 3 | -p 1234 -x /x
    option 3 | -p 1234 -ix /x
    option 3 | -p 1234 -eix /x
    option 3 | -p 1234 -command=/x
    option 3 | -p 1234 -batch
    option 1 | -batch -p 1234
    option 1 | -nx -p 1234
    option 1 | -nh -p 1234
    option 1 | -q -p 1234
    option 3 | -p 1234 -c /x
    option 3 | -p 1234 -core=/x
    option 3 | -p 1234 -s /x
    option 3 | -p 1234 -e /bin/sh
    option 3 | -p 1234 -se /x
    option 3 | -p 1234 -d /x
    option 3 | -p 1234 -D /x
    option 3 | -p 1234 -data-directory=/x
    option 3 | -p 1234 -cd /
    option 3 | -p 1234 -tty=/dev/tty1
    option 3 | -p 1234 -i mi
    option 3 | -p 1234 -interpreter=mi3
    option 3 | -p 1234 -tui
    option 3 | -p 1234 -w
    option 3 | -p 1234 -write
    option 3 | -p 1234 -readnow
    option 3 | -p 1234 -args id
    option 1 | --args id
    value 3 | -p 1234 -python x
    option 3 | -p 1234 -return-child-result
    option 3 | -p 1234 -l 9
    option 3 | -p 1234 -b 9600
    operand 3 | -p 1234 @x
    option 1 | -v
    option 1 | --version
    option 1 | -h
    operand 1 | {out:stacks}
  `,
    [
      [['-p', '1234', '-ex', 'shell id'], 'option', 3],
      [['-p 1234'], 'value', 1],
      [['-p', '1234 '], 'value', 2],
      [['-p', '1234\u0000'], 'shape', 2],
      [['\u2010p', '1234'], 'shape', 1],
    ],
  ),
};
