import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-sched(1), record. */
export const perfSched: ToolLines = {
  tool: 'perf',
  subcommand: 'sched record',
  benign: readBenign(
    `
     => -o {out:profile}
    sleep 1 => -o {out:profile} -- /bin/sleep 1
    -- sleep 1 => -o {out:profile} -- /bin/sleep 1
    sleep 5 => -o {out:profile} -- /bin/sleep 5
    -- sleep 5 => -o {out:profile} -- /bin/sleep 5
    sleep 30 => -o {out:profile} -- /bin/sleep 30
    -- sleep 59 => -o {out:profile} -- /bin/sleep 59
    sleep 60 => -o {out:profile} -- /bin/sleep 60
    -- sleep 300 => -o {out:profile} -- /bin/sleep 300
    sleep 600 => -o {out:profile} -- /bin/sleep 600
    -- sleep 600 => -o {out:profile} -- /bin/sleep 600
  `,
  ),
  hostile: readHostile(
    `
    option 3 | -a
    option 3 | -o /x
    option 3 | -o{out:profile}
    option 3 | --output=/x
    option 3 | -F 99
    option 3 | -e cs
    option 3 | -p 1234
    option 3 | -C 0
    option 3 | -g
    option 3 | -R
    option 3 | -m 1024
    option 3 | -c 1
    option 3 | -k
    option 3 | -v
    option 3 | --sched
    operand 4 | -- sh
    operand 3 | sh -c id
    operand 3 | record
    operand 3 | sched record
    operand 4 | -- record
    operand 4 | -- sleep
    operand 4 | sleep 601
    operand 6 | -- sleep 5 5
    operand 6 | -- sleep 5 -o /x
    operand 5 | sleep -- 5
    operand 4 | -- -- sleep 5
    operand 3 | --
    operand 3 | -
    operand 4 | -- -o /x
    operand 4 | sleep 5s
    operand 3 | /bin/sleep 5
    operand 4 | -- /bin/sleep 5
    option 3 | --no-buildid
    option 3 | --switch-output
    operand 6 | -- sleep 1 | id
    operand 3 | {out:profile}
    option 3 | -i /x
  `,
    [[['sleep 5'], 'operand', 3]],
  ),
};
