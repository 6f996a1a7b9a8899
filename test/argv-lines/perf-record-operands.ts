import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-record(1): operands. */
export const perfRecordOperands: ToolLines = {
  tool: 'perf',
  subcommand: 'record',
  benign: readBenign(
    `
    -ag sleep 1 => -F 99 -a -g --sample-cpu -o {out:profile} -- /bin/sleep 1
    -a -- sleep 599 => -F 99 -a --sample-cpu -o {out:profile} -- /bin/sleep 599
  `,
  ),
  hostile: readHostile(
    `
    option 3 | -a --=-g
    option 3 | -a --=1
    option 3 | -a ---
    operand 3 | -a record
    operand 4 | -a -- record
    operand 3 | -a sh -c id
    operand 4 | -a -- /usr/bin/sleep 5
    operand 3 | -a /bin/sleep 5
    operand 4 | -a -- ./sleep 5
    operand 4 | -a -- SLEEP 5
    operand 4 | -a -- sleep
    operand 5 | -a -- sleep 601
    operand 6 | -a -- sleep 600 1
    operand 5 | -a -- sleep 5m
    operand 5 | -a -- sleep 0x5
    operand 5 | -a -- sleep 05
    operand 5 | -a -- sleep 1e2
    operand 5 | -a -- sleep 5.0
    operand 5 | -a -- sleep +5
    operand 5 | -a -- sleep 0
    operand 5 | -a -- sleep 00
    operand 5 | -a -- sleep inf
    operand 5 | -a -- sleep --version
    operand 6 | -a -- sleep -- 5
    operand 6 | -a -- sleep 5 --
    operand 5 | -a -- sleep {durationSeconds}
    operand 4 | -a -- -- sleep 5
    operand 4 | -a -- - sleep 5
    operand 4 | -a -- -g
    operand 4 | -a -- -g sleep 5
    operand 5 | -a sleep 5 -g
    operand 5 | -a sleep 5 -- sleep 5
    operand 4 | -a -- nice sleep 5
    operand 4 | -a -- time sleep 5
    operand 4 | -a -- timeout 5 sleep 5
    operand 4 | -a -- setsid sleep 5
    operand 4 | -a -- busybox sleep 5
    operand 4 | -a -- usleep 5
    operand 4 | -a -- sleepd 5
    operand 4 | -a -- sleep5
    operand 4 | -a -- sleep=5
    operand 4 | -a -- exec sleep 5
    operand 6 | -a -- sleep 5 &
    operand 5 | -a -- sleep 5;id
    operand 4 | -a -- $(id)
    operand 3 | -a |id
    operand 3 | -a >/x
    operand 4 | -a -- {out:profile}
    operand 4 | sleep 5 -a
  `,
    [
      [['-a', '-- '], 'option', 3],
      [['-a', '--', '`id`'], 'operand', 4],
      [['-a', '--', 'sleep 5'], 'operand', 4],
      [['-a', '--', 'sleep', '5 6'], 'operand', 5],
      [['-a', '--', 'sl\u0435ep', '5'], 'shape', 4],
      [['-a', '--', 'sleep', '5\u0000'], 'shape', 5],
      [['-a', '--', ''], 'shape', 4],
      [['-a', '--', 'sleep', ''], 'shape', 5],
    ],
  ),
};
