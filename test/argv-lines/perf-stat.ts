import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-stat(1). */
export const perfStat: ToolLines = {
  tool: 'perf',
  subcommand: 'stat',
  benign: readBenign(
    `
    -a => -a -o {out:stat}
    -C 0-1 => -C 0-1 -o {out:stat}
    -p 1234 => -p 1234 -o {out:stat}
    --pid=1234,5678 -i => -p 1234,5678 -i -o {out:stat}
    -a -d => -a -d -o {out:stat}
    -addd => -a -d -d -d -o {out:stat}
    -a -d -d => -a -d -d -o {out:stat}
    -a -I 100 => -a -I 100 -o {out:stat}
    --interval-print=60000 -a => -a -I 60000 -o {out:stat}
    -a -e cycles,instructions,branches,branch-misses => -e cycles,instructions,branches,branch-misses -a -o {out:stat}
    -a --event cs -e migrations => -e context-switches -e cpu-migrations -a -o {out:stat}
    -a -A => -a -A -o {out:stat}
    --no-aggr --all-cpus => -a -A -o {out:stat}
    -a --per-socket => -a --per-socket -o {out:stat}
    -a --per-core -I 1000 => -a -I 1000 --per-core -o {out:stat}
    -p 1234 --per-thread => -p 1234 --per-thread -o {out:stat}
    -a sleep 5 => -a -o {out:stat} -- /bin/sleep 5
    -a -e block:block_rq_issue -- sleep 600 => -e block:block_rq_issue -a -o {out:stat} -- /bin/sleep 600
    --cpu 0,2 --detailed --no-inherit sleep 3 => -C 0,2 -d -i -o {out:stat} -- /bin/sleep 3
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -d
    required 0 | -I 1000
    option 3 | -a --pre id
    option 3 | -a --pre=/x
    option 3 | -a --post id
    option 3 | -a --pos /x
    option 3 | -a -o /x
    option 3 | -a -o/x
    option 3 | -a --output=/x
    option 3 | -a --log-fd=2
    option 3 | -a --log-f 2
    option 3 | -a --append
    option 3 | -a --append -o {out:stat}
    option 3 | -a -x ,
    option 3 | -a -x,
    option 3 | -a --field-separator=;
    option 3 | -a -j
    option 3 | -a --json
    option 3 | -a -r0
    option 3 | -a -r 100
    option 3 | -a --repeat=0
    option 3 | -a --forever
    option 3 | -a --no-repeat
    option 3 | -a -G /
    option 3 | -a --for-each-cgroup /
    option 3 | -a -b 1
    option 3 | -a --bpf-prog=1
    option 3 | -a --bpf-counters
    option 3 | -a --bpf-attr-map /x
    option 3 | -a --control=fifo:/x
    option 3 | -a -M IPC
    option 3 | -a --metrics=IPC
    option 3 | -a --metric-only
    option 3 | -a --cputype x
    option 3 | -a -T
    option 3 | -a --transaction
    option 3 | -a --smi-cost
    option 3 | -a --topdown
    option 3 | -a --td-level=2
    option 3 | -a -D 1
    option 3 | -a --delay=-1
    option 3 | -a --timeout 1
    option 3 | -a --interval-count=1
    option 3 | -a --interval-clear
    option 3 | -a --per-node
    option 3 | -a --per-die
    option 3 | -a --per-cache
    option 3 | -a -n
    option 3 | -a --null
    option 3 | -a -B
    option 3 | -a -v
    option 3 | -a -S
    option 3 | -a --sync
    option 3 | -a --quiet
    option 3 | -a --summary
    option 3 | -a --table
    option 3 | -a --hybrid-merge
    option 3 | -a -t 1
    option 3 | -a --tid=1
    option 3 | -a --input x
    option 3 | -a -c
    option 3 | -a --scale
    option 3 | -a --no-csv
    value 4 | -a -I 0
    value 4 | -a -I 99
    value 4 | -a -I 60001
    value 4 | -a -I -100
    value 4 | -a -I 0x64
    value 4 | -a -I 100ms
    value 4 | -a -I 1e3
    value 3 | -a -I
    value 4 | -a -I -d
    value 3 | -a --interval-print=
    option 3 | -a --interval 100
    repeat 5 | -a -I 100 -I100
    repeat 5 | -a -I 100 --interval-print 100
    cluster 2 | -aI 100
    cluster 2 | -aI100
    cluster 2 | -daI 100
    repeat 3 | -a -dddd
    repeat 4 | -a -ddd -d
    repeat 6 | -a -d -d -d -d
    repeat 3 | -dad -dd
    value 3 | -a --detailed=3
    option 3 | -a --detail
    repeat 4 | -a -A -A
    repeat 4 | -a -A --no-aggr
    conflict 4 | -a -A --per-core
    conflict 4 | -a --per-socket --per-core
    conflict 4 | -a --per-thread --no-aggr
    option 3 | -a --per-soc
    option 3 | -a --per-c
    option 3 | -a --no-ag
    conflict 3 | -a -p 1234
    conflict 4 | -p 1234 --per-core
    conflict 2 | -A -p 1234
    conflict 4 | -p 1234 -C 0
    value 3 | -p 1
    value 3 | -p 1234,1
    value 3 | -C 0,0
    repeat 2 | -aa
    value 4 | -a -e cycles,
    value 4 | -a -e probe:x
    value 4 | -a -e tool/duration_time/
    value 4 | -a -e msr/tsc/
    value 4 | -a -e power/energy-pkg/
    repeat 11 | -a -e cs -e cs -e cs -e cs -e cs
    value 4 | -a -e uncore_imc/cas_count_read/
    option 3 | -a --filter x
    operand 3 | -a record
    operand 2 | record -o /x -a
    operand 2 | report -i /x
    operand 2 | record
    operand 4 | -a -- report
    operand 4 | -a -- sh
    operand 3 | -a /bin/sh
    operand 5 | -a -- sleep 601
    operand 5 | -a sleep 5 -o /x
    operand 3 | -a --
    operand 6 | -a -- sleep 1 --
  `,
  ),
};
