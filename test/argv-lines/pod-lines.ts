import { readBenign, readHostile, type ToolLines, toTokens } from './tool-lines.ts';

/** Lines for tools that are kept to the processes of pods, whose pids the agent adds. */
export const podLines: readonly ToolLines[] = [
  {
    tool: 'perf',
    subcommand: 'record',
    benign: readBenign(`
      -g => -F 99 -p {pids} -g --sample-cpu -o {out:profile}
      -F49 --all-user -gd => -F 49 -p {pids} -g --all-user -d --sample-cpu -o {out:profile}
      -e sched:sched_switch => -e sched:sched_switch -p {pids} --sample-cpu -o {out:profile}
      -i -- sleep 30 => -F 99 -p {pids} -i --sample-cpu -o {out:profile} -- /bin/sleep 30
    `),
    hostile: readHostile(`
      confinement 2 | -a
      confinement 2 | --all-cpus
      confinement 2 | -ag
      confinement 2 | -ga
      confinement 2 | -C 0
      confinement 2 | -C0-3
      confinement 2 | --cpu=0
      confinement 3 | -g --cpu 0
      confinement 2 | -p 1234
      confinement 2 | -p1234,5678
      confinement 2 | --pid=1234
      confinement 2 | -p {pids}
      confinement 2 | --pid={pids}
      option 2 | -G /
      option 2 | --uid=0
      option 2 | --tid=1
      option 2 | --all
      option 3 | -g -o /x
      operand 3 | -g {pids}
      operand 3 | -- -p 1
      operand 3 | -- sh
    `),
  },
  {
    tool: 'perf',
    subcommand: 'stat',
    benign: readBenign(`
       => -p {pids} -o {out:stat}
      -d --per-thread => -p {pids} -d --per-thread -o {out:stat}
      -I 1000 -e cycles sleep 10 => -e cycles -p {pids} -I 1000 -o {out:stat} -- /bin/sleep 10
    `),
    hostile: readHostile(`
      confinement 2 | -a
      confinement 2 | -da
      confinement 2 | -C 0
      confinement 2 | -p 1234
      confinement 3 | -d --all-cpus
    `),
  },
  {
    tool: 'perf',
    subcommand: 'trace',
    benign: readBenign(`
      -s => -p {pids} -s -o {out:trace}
      -e futex -T => -e futex -p {pids} -T -o {out:trace}
    `),
    hostile: readHostile(`
      confinement 2 | -a
      confinement 2 | -sa
      confinement 2 | --cpu 0
      confinement 2 | --pid 5678
    `),
  },
  {
    tool: 'perf',
    subcommand: 'sched record',
    benign: [],
    hostile: readHostile(`
      confinement 0 |
      confinement 0 | -- sleep 5
    `),
  },
  {
    tool: 'strace',
    subcommand: '',
    benign: readBenign(`
       => -p {pids} -s 32 -o {out:trace}
      -fc => -p {pids} -f -c -s 32 -o {out:trace}
      -e trace=%network -s 64 => -p {pids} -e trace=%network -s 64 -o {out:trace}
    `),
    hostile: readHostile(`
      confinement 1 | -p 1234
      confinement 1 | -p1
      confinement 1 | --attach=1234
      confinement 1 | -fp 1234
      option 1 | -o /x
    `),
  },
  {
    tool: 'pidstat',
    subcommand: '',
    benign: readBenign(`
       => -p {pids} 1 {durationSeconds}
      -ud 1 10 => -p {pids} -u -d 1 10
    `),
    hostile: readHostile(`
      confinement 1 | -p ALL
      confinement 1 | -p 1234
      confinement 1 | -up 1
      option 1 | -C x
      option 1 | -T ALL
      operand 1 | 1234
    `),
  },
  {
    tool: 'asprof',
    subcommand: '',
    benign: readBenign(`
      -e cpu => -d {durationSeconds} -e cpu -o collapsed -f {out:profile} {pids}
      -d 10 -o jfr => -d 10 -e cpu -o jfr -f {out:profile} {pids}
    `),
    hostile: readHostile(`
      operand 1 | 1234
      operand 3 | -e cpu 1234
      operand 1 | {pids}
      operand 1 | Main
    `),
  },
  {
    tool: 'jcmd',
    subcommand: '',
    benign: readBenign(`
      Thread.print => -J-XX:-UsePerfData {pids} Thread.print
      VM.native_memory summary => -J-XX:-UsePerfData {pids} VM.native_memory summary
    `),
    hostile: readHostile(`
      required 0 |
      operand 1 | 1234 Thread.print
      operand 1 | {pids} Thread.print
      operand 1 | 0 Thread.print
      operand 1 | GC.heap_dump /x
      operand 1 | Thread.print Thread.print
    `),
  },
  {
    tool: 'gdb',
    subcommand: '',
    benign: readBenign('', [
      [
        [],
        toTokens('-p {pids} -nx -nh -batch').concat(
          ['-iex', 'set auto-load off', '-iex', 'set debuginfod enabled off'],
          ['-ex', 'set pagination off', '-ex', 'thread apply all bt'],
        ),
      ],
    ]),
    hostile: readHostile(`
      confinement 1 | -p 1234
      confinement 1 | -p {pids}
      option 1 | -ex bt
      operand 1 | 1234
    `),
  },
  {
    tool: 'py-spy',
    subcommand: 'record',
    benign: readBenign(`
      -d 10 => --pid {pids} --duration 10 --rate 99 --format raw --output {out:profile}
      -g -t => --pid {pids} --duration {durationSeconds} --rate 99 --format raw --gil --threads --output {out:profile}
    `),
    hostile: readHostile(`
      confinement 2 | --pid 1234
      confinement 2 | -p 1234
      confinement 2 | --pid={pids}
      option 2 | --subprocesses
      operand 2 | python
    `),
  },
  {
    tool: 'py-spy',
    subcommand: 'dump',
    benign: readBenign(`
       => --pid {pids}
      --json => --pid {pids} --json
    `),
    hostile: readHostile(`
      confinement 2 | --pid=1234
      option 2 | --core=/x
    `),
  },
  {
    tool: 'tcpdump',
    subcommand: '',
    benign: readBenign(`
      -i eth0 => -i eth0 -n -U -Z root -w {out:packets}
      -i any -c 10 udp => -i any -c 10 -n -U -Z root -w {out:packets} -- udp
    `),
    hostile: readHostile(`
      required 0 |
      value 2 | -i lo
      value 2 | -i usbmon1
      value 2 | -i nflog:1
      value 2 | -i {pids}
      operand 3 | -i any {pids}
      option 3 | -i any -r /x
      option 1 | --net=/proc/1/ns/net
    `),
  },
  {
    tool: 'ss',
    subcommand: '',
    benign: readBenign(`
       =>
      -t -a -n => -t -a -n
    `),
    hostile: readHostile(`
      option 1 | -N default
      option 1 | --net=/proc/1/ns/net
      option 2 | -t -K
    `),
  },
  {
    tool: 'ethtool',
    subcommand: '',
    benign: readBenign(`
      -S eth0 => -S eth0
    `),
    hostile: readHostile(`
      value 2 | -S lo
      value 2 | -S any
      option 1 | -K eth0
    `),
  },
  ...['aperf record', 'bpftrace', 'iostat', 'sar', 'mpstat', 'vmstat'].map((line): ToolLines => {
    const [tool = '', subcommand = ''] = line.split(' ');
    return { tool, subcommand, benign: [], hostile: [[[], 'confinement', 0]] };
  }),
];
