import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-record(1): values of its options. */
export const perfRecordValues: ToolLines = {
  tool: 'perf',
  subcommand: 'record',
  benign: readBenign(
    `
    -C 0 => -F 99 -C 0 --sample-cpu -o {out:profile}
    -C0-1 => -F 99 -C 0-1 --sample-cpu -o {out:profile}
    --cpu=0-3,5-7 => -F 99 -C 0-3,5-7 --sample-cpu -o {out:profile}
    -p 1234 -i => -F 99 -p 1234 -i --sample-cpu -o {out:profile}
    --pid 1234,5678 => -F 99 -p 1234,5678 --sample-cpu -o {out:profile}
    -p5678 => -F 99 -p 5678 --sample-cpu -o {out:profile}
    -g -a -e cycles => -F 99 -e cycles -a -g --sample-cpu -o {out:profile}
    -a -e cycles:u,instructions:u => -F 99 -e cycles:u,instructions:u -a --sample-cpu -o {out:profile}
    -a -e cycles:P => -F 99 -e cycles:P -a --sample-cpu -o {out:profile}
    -a -e cpu-cycles,idle-cycles-frontend => -F 99 -e cycles,stalled-cycles-frontend -a --sample-cpu -o {out:profile}
    -a --event=LLC-load-misses,dTLB-loads => -F 99 -e LLC-load-misses,dTLB-loads -a --sample-cpu -o {out:profile}
    -a -e net:net_dev_xmit,net:netif_receive_skb => -e net:net_dev_xmit,net:netif_receive_skb -a --sample-cpu -o {out:profile}
    -a -e sched:sched_process_exec -e cs => -F 99 -e sched:sched_process_exec -e context-switches -a --sample-cpu -o {out:profile}
    -a -e migrations -e faults -e branches:k -e cs => -F 99 -e cpu-migrations -e page-faults -e branches:k -e context-switches -a --sample-cpu -o {out:profile}
    -a --call-graph=dwarf,1024 => -F 99 -a --call-graph dwarf,1024 --sample-cpu -o {out:profile}
    -a --call-graph dwarf,16384 sleep 600 => -F 99 -a --call-graph dwarf,16384 --sample-cpu -o {out:profile} -- /bin/sleep 600
  `,
  ),
  hostile: readHostile(
    `
    value 3 | -p 0
    value 3 | -p -1
    value 3 | -p +1234
    value 3 | -p 1234.0
    value 3 | -p 1.234e3
    value 3 | -p 0x4d2
    value 3 | -p 02322
    value 3 | -p 1234,0
    value 3 | -p ,1234
    value 3 | -p 1234,,5678
    value 3 | -p 1234;5678
    value 3 | -p 1234:5678
    value 3 | -p 1234-5678
    value 3 | -p 12345678
    value 3 | -p 4294968530
    value 3 | -p 18446744073709552850
    value 3 | -p self
    value 3 | -p {pids}
    value 2 | -p{pids}
    value 3 | -p {pid}
    operand 4 | -p 1234 5678
    value 2 | -p1
    value 2 | --pid=1234,1
    value 2 | -p
    value 3 | -p -a
    repeat 4 | -p 1234 -p 5678
    repeat 4 | -p 5678 --pid=1234
    conflict 5 | -g -p 1234 -a
    conflict 4 | -C 0 -p 1234
    conflict 4 | -p 1234 --all-cpus
    value 3 | -C all
    value 3 | -C ALL
    value 3 | -C 0-
    value 3 | -C -0
    value 3 | -C 0--3
    value 3 | -C 0,
    value 3 | -C ,0
    value 3 | -C 00
    value 3 | -C 0x0
    value 3 | -C 0-0
    value 3 | -C 4096
    value 3 | -C 0-4096
    value 3 | -C 3,1-2
    value 3 | -C 1-3,3
    value 3 | -C 0-3-
    value 3 | -C 0;1
    value 3 | -C 0:1
    value 3 | -C 0/1
    value 2 | --cpu=
    value 2 | --cpu
    value 2 | -C0,1,
    repeat 4 | -C 0 -C 1
    value 3 | -C ^0
    value 3 | -C 0-3:2/4
    value 3 | -a --call-graph=
    value 4 | -a --call-graph Dwarf
    value 4 | -a --call-graph dwarf,016384
    value 4 | -a --call-graph dwarf,0x2000
    value 4 | -a --call-graph dwarf,-8
    value 4 | -a --call-graph dwarf,+8192
    value 4 | -a --call-graph dwarf,1016
    value 4 | -a --call-graph dwarf,16392
    value 4 | -a --call-graph dwarf,8192,8192
    value 4 | -a --call-graph dwarf;8192
    value 4 | -a --call-graph fp,
    value 4 | -a --call-graph lbr,1
    value 4 | -a --call-graph caller
    repeat 5 | -a --call-graph fp --call-graph lbr
    value 3 | -a --call-graph
    value 3 | -a -e
    value 4 | -a -e -g
    value 3 | -a --event=
    value 4 | -a -e ,
    value 4 | -a -e ,cycles
    value 4 | -a -e cycles,
    value 4 | -a -e Cycles
    value 4 | -a -e CYCLES
    value 4 | -a -e cycles:U
    value 4 | -a -e cycles:pu
    value 4 | -a -e cycles:k:u
    value 4 | -a -e cycles::u
    value 4 | -a -e cycles:uG
    value 4 | -a -e cycles:uD
    value 4 | -a -e cycles:uS
    value 4 | -a -e cycles:Pp
    value 4 | -a -e cycles:PP
    value 4 | -a -e cycles:pppp
    value 4 | -a -e cycles/u
    value 4 | -a -e cycles//u
    value 4 | -a -e cycles/freq=9999/
    value 4 | -a -e cpu/event=0x3c,umask=0/
    value 4 | -a -e intel_pt//
    value 4 | -a -e cs_etm/@tmc_etr0/u
    value 4 | -a -e arm_spe_0//
    value 4 | -a -e bpf-output/no-inherit=1,name=evt/
    value 4 | -a -e x.o
    value 4 | -a -e ./x.bpf.c
    value 4 | -a -e /x.c
    value 4 | -a -e mem:0x1000:rw
    value 4 | -a -e breakpoint
    value 4 | -a -e uprobes:x
    value 4 | -a -e probe_libc:malloc
    value 4 | -a -e sdt_libc:x
    value 4 | -a -e block:*
    value 4 | -a -e block:block_rq_*
    value 4 | -a -e *:*
    value 4 | -a -e sched:sched_[sw]*
    value 4 | -a -e sched:sched_switch:ppp
    value 4 | -a -e sched_switch
    value 4 | -a -e sched:
    value 4 | -a -e :sched_switch
    value 4 | -a -e sched:sched_switch,syscalls:sys_enter_openat
    value 4 | -a -e raw_syscalls:sys_enter
    value 4 | -a -e tcp:tcp_probe
    value 4 | -a -e cs,context-switches
    value 4 | -a -e faults,page-faults
    value 4 | -a -e cpu-clock,cpu-clock
    value 4 | -a -e cycles:u,cycles:u
    value 4 | -a -e cs,faults,migrations,cycles,instructions,branches,bus-cycles,ref-cycles,task-clock
    value 4 | -a -e cycles:u,{cs,faults}
    value 4 | -a -e {cs}
    value 4 | -a -e {cs}:S
    value 4 | -a -e __proto__
    value 4 | -a -e constructor
    value 4 | -a -e hasOwnProperty:u
    value 4 | -a -e cycles;cs
    value 4 | -a -e cycles+cs
    value 4 | -a -e cycles|cs
    value 4 | -a -e @x
    value 4 | -a -e dummy
    value 4 | -a -e duration_time
    value 4 | -a -e r00c0
    value 4 | -a -e 0x3c
    value 4 | -a -e slots
    value 4 | -a -e -o/x
    required 0 | -e cs
  `,
    [
      [['-p', '1234 5678'], 'value', 3],
      [['-p', '1234,\u00a05678'], 'shape', 3],
      [['-p', '1234\u0000'], 'shape', 3],
      [['-a', '-e', 'cycles, cs'], 'value', 4],
      [['-a', '-e', 'cycles cs'], 'value', 4],
      [['-a', '-e', 'cycl\u0435s'], 'shape', 4],
    ],
  ),
};
