import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-trace(1). */
export const perfTrace: ToolLines = {
  tool: 'perf',
  subcommand: 'trace',
  benign: readBenign(
    `
    -a => -a -o {out:trace}
    -p 1234 => -p 1234 -o {out:trace}
    --pid=5678,1234 => -p 5678,1234 -o {out:trace}
    -C 0-1 -s => -C 0-1 -s -o {out:trace}
    -a -S => -a -S -o {out:trace}
    -a --summary sleep 5 => -a -s -o {out:trace} -- /bin/sleep 5
    -a --with-summary -T => -a -S -T -o {out:trace}
    -a -e read,write => -e read,write -a -o {out:trace}
    -a --expr=futex => -e futex -a -o {out:trace}
    -a -eopenat => -e openat -a -o {out:trace}
    -a --duration 10 => -a --duration 10 -o {out:trace}
    --duration=60000 --all-cpus => -a --duration 60000 -o {out:trace}
    -a --failure => -a --failure -o {out:trace}
    -sa --errno-summary => -a -s --errno-summary -o {out:trace}
    -a -F all => -a -F all -o {out:trace}
    -a --pf=maj -T => -a -T -F maj -o {out:trace}
    -a --time -Fmin -- sleep 600 => -a -T -F min -o {out:trace} -- /bin/sleep 600
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -s
    required 0 | -e read
    option 3 | -a -o /x
    option 3 | -a --output=/x
    option 3 | -a --outpu /x
    option 3 | -a -i /x
    option 3 | -a --input=/x
    option 3 | -a -t 1
    option 3 | -a --tid=1
    option 3 | -a -u 0
    option 3 | -a --uid root
    option 3 | -a -G /
    option 3 | -a --cgroup=/
    option 3 | -a -m 1G
    option 3 | -a --mmap-pages=1G
    option 3 | -a --filter-pids=1
    option 3 | -a --filter x
    option 3 | -a --event=read
    option 3 | -a --event cs
    option 3 | -a --ev bpf
    value 3 | -a --expr=
    option 3 | -a -v
    option 3 | -a -f
    option 3 | -a --force
    option 3 | -a --comm
    option 3 | -a --tool_stats
    option 3 | -a --syscalls
    option 3 | -a --no-syscalls
    option 3 | -a --kernel-syscall-graph
    option 3 | -a --call-graph dwarf
    option 3 | -a --min-stack 1
    option 3 | -a --max-stack=9
    option 3 | -a --sort-events
    option 3 | -a --print-sample
    option 3 | -a --proc-map-timeout 1
    option 3 | -a --max-events=1
    option 3 | -a --switch-on x
    option 3 | -a --switch-off=x
    option 3 | -a --map-dump x
    option 3 | -a --libtraceevent_print
    option 3 | -a -D 1
    option 3 | -a --delay 1
    option 3 | -a --bpf-summary
    option 3 | -a --summary-mode=total
    option 3 | -a --force-btf
    option 3 | -a --show-cpu
    option 3 | -a --sched
    option 3 | -a -L /x
    option 3 | -a --show-on-off-events
    option 3 | -a --no-inherit
    option 3 | -a --errno
    value 4 | -a -e x.c
    value 4 | -a -e /x.o
    value 4 | -a -e !read
    value 4 | -a -e read,!write
    value 4 | -a -e open*
    value 4 | -a -e *
    value 4 | -a -e ~read
    value 4 | -a -e nosuch
    value 4 | -a -e Read
    value 4 | -a -e read,read
    value 4 | -a -e read,
    value 4 | -a -e ,
    value 4 | -a -e trace=read
    value 4 | -a -e file
    value 4 | -a -e %file
    value 4 | -a -e sched:*
    value 4 | -a -e sched:sched_switch
    value 4 | -a -e cs
    value 4 | -a -e read;write
    value 4 | -a -e read/max-stack=9/
    repeat 5 | -a -e read -e write
    repeat 5 | -a -e read --expr write
    value 3 | -a -e
    value 4 | -a -e __proto__
    value 3 | -a -eread,openat,__proto__
    conflict 4 | -a -s -S
    conflict 2 | -sSa
    conflict 4 | -a --summary --with-summary
    repeat 3 | -a -ss
    option 3 | -a --with
    option 3 | -a --summar
    value 4 | -a --duration 0
    value 4 | -a --duration 60001
    value 4 | -a --duration 1.5
    value 3 | -a --duration=-1
    option 3 | -a --dur 5
    value 3 | -a --duration
    value 3 | -a -F
    value 4 | -a -F ALL
    value 4 | -a -F all,min
    value 3 | -a -Fal
    value 3 | -a --pf=
    repeat 5 | -a --pf all -F maj
    value 4 | -a -F 99
    cluster 2 | -aF all
    option 2 | -aT1
    value 3 | -a --failure=1
    option 3 | -a --fail
    repeat 4 | -a --errno-summary --errno-summary
    conflict 3 | -a -p 1234
    conflict 4 | -C 0 -p 1234
    value 3 | -p 1
    value 3 | -p 1234,1
    operand 2 | record
    operand 2 | record -o /x
    operand 3 | -a record
    operand 4 | -a -- record
    operand 3 | -a sh
    operand 5 | -a -- sleep 601
    operand 5 | -a sleep 5 -e x.c
    operand 4 | -a -- -s
    operand 3 | -a --
  `,
    [
      [['-a', '-o-', ''], 'shape', 4],
      [['-a', '-e', 'read write'], 'value', 4],
    ],
  ),
};
