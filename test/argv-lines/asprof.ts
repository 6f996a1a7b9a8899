import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of asprof of async-profiler. */
export const asprof: ToolLines = {
  tool: 'asprof',
  subcommand: '',
  benign: readBenign(
    `
    1234 => -d {durationSeconds} -e cpu -o collapsed -f {out:profile} 1234
    -d 30 1234 => -d 30 -e cpu -o collapsed -f {out:profile} 1234
    -d 600 5678 => -d 600 -e cpu -o collapsed -f {out:profile} 5678
    -e cpu 1234 => -d {durationSeconds} -e cpu -o collapsed -f {out:profile} 1234
    -e alloc -o flamegraph 1234 => -d {durationSeconds} -e alloc -o flamegraph -f {out:profile} 1234
    -e wall -t -i 10ms 1234 => -d {durationSeconds} -e wall -i 10ms -t -o collapsed -f {out:profile} 1234
    -e lock -o jfr 1234 => -d {durationSeconds} -e lock -o jfr -f {out:profile} 1234
    -i 1000us 1234 => -d {durationSeconds} -e cpu -i 1000us -o collapsed -f {out:profile} 1234
    -i 1000ms -j 2048 1234 => -d {durationSeconds} -e cpu -i 1000ms -j 2048 -o collapsed -f {out:profile} 1234
    -j 1 -o tree 5678 => -d {durationSeconds} -e cpu -j 1 -o tree -f {out:profile} 5678
    -s -g 1234 => -d {durationSeconds} -e cpu -s -g -o collapsed -f {out:profile} 1234
    -e itimer -o flat -s 1234 => -d {durationSeconds} -e itimer -s -o flat -f {out:profile} 1234
    -d 60 -e ctimer -o collapsed -t -s -g 1234 => -d 60 -e ctimer -t -s -g -o collapsed -f {out:profile} 1234
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -e cpu
    operand 1 | 0
    operand 1 | 1
    option 1 | -1
    operand 1 | 1 1234
    operand 2 | 1234 5678
    operand 1 | 1234,5678
    operand 1 | 1234;5678
    operand 1 | 01234
    operand 1 | 0x4d2
    operand 1 | self
    operand 1 | jps
    operand 1 | Main
    operand 1 | com.example.Main
    operand 1 | {pids}
    operand 1 | {pid}
    operand 3 | -e cpu 1
    operand 3 | -e cpu Main
    operand 2 | 1234 -e cpu
    operand 2 | 1234 -f /x
    option 1 | -f /x 1234
    option 1 | -f {out:profile} 1234
    option 1 | -f%p 1234
    operand 1 | start 1234
    operand 1 | start -e cpu 1234
    operand 1 | resume 1234
    operand 1 | stop 1234
    operand 1 | dump 1234
    operand 1 | check 1234
    operand 1 | status 1234
    operand 1 | meminfo 1234
    operand 1 | list 1234
    operand 1 | collect 1234
    operand 1 | collect -d 5 1234
    operand 1 | metrics 1234
    operand 1 | load /x 1234
    operand 1 | jcmd 1234 GC.run
    option 1 | -v
    option 1 | --version
    operand 1 | version
    option 1 | -h
    option 1 | --help
    option 1 | -- 1234
    option 3 | -e cpu -- 1234
    operand 1 | -
    option 1 | --
    option 1 | -1234
    option 1 | --1234
    value 2 | -e 1234
    value 2 | -e CPU 1234
    value 2 | -e cpu,alloc 1234
    value 2 | -e cpu,file=/x 1234
    value 2 | -e cpu:u 1234
    value 2 | -e cpu;x 1234
    value 2 | -e wall,interval=1 1234
    value 2 | -e cpu-clock 1234
    value 2 | -e cycles 1234
    value 2 | -e branch-misses 1234
    value 2 | -e malloc 1234
    value 2 | -e open 1234
    value 2 | -e kprobe:x 1234
    value 2 | -e mem:0x1:rw 1234
    value 2 | -e r1a 1234
    value 2 | -e java.lang.String.length 1234
    value 2 | -e *.run 1234
    value 2 | -e Main.main 1234
    value 2 | -e nativemem 1234
    value 2 | -e __proto__ 1234
    value 1 | -e= 1234
    value 1 | -ecpu 1234
    value 1 | -e=cpu 1234
    repeat 3 | -e cpu -e wall 1234
    repeat 3 | -e cpu -e cpu 1234
    value 2 | -i 0ms 1234
    value 2 | -i 1 1234
    value 2 | -i 1000000 1234
    value 2 | -i 1s 1234
    value 2 | -i 999us 1234
    value 2 | -i 1001ms 1234
    value 2 | -i 01ms 1234
    value 2 | -i +1ms 1234
    value 2 | -i 1.5ms 1234
    value 2 | -i 1MS 1234
    value 2 | -i 1m 1234
    value 2 | -i 1us 1234
    value 2 | -i 1msx 1234
    value 2 | -i 0x1ms 1234
    value 2 | -i ms 1234
    value 2 | -i 1ms,file=/x 1234
    value 2 | -i 9999999999us 1234
    value 1 | -i1ms 1234
    value 2 | -i 1234
    repeat 3 | -i 1ms -i 1ms 1234
    value 2 | -j 0 1234
    value 2 | -j 2049 1234
    value 2 | -j -1 1234
    value 2 | -j 1,x 1234
    value 1 | -j9 1234
    value 2 | -d 0 1234
    value 2 | -d 601 1234
    value 2 | -d 30s 1234
    value 2 | -d 1e1 1234
    value 2 | -d 30,file=/x 1234
    value 1 | -d10 1234
    value 2 | -d 1234
    repeat 3 | -d 10 -d 10 1234
    value 2 | -o text 1234
    value 2 | -o html 1234
    value 2 | -o JFR 1234
    value 2 | -o collapsed,file=/x 1234
    value 2 | -o flat=9 1234
    value 2 | -o traces=9 1234
    repeat 3 | -o jfr -o tree 1234
    value 1 | -ojfr 1234
    cluster 1 | -ts 1234
    cluster 1 | -tsg 1234
    repeat 2 | -t -t 1234
    cluster 1 | -gs 1234
    value 1 | -dt 1234
    option 1 | -I com.* 1234
    option 1 | -X x 1234
    option 1 | --include x 1234
    option 1 | --exclude=x 1234
    option 1 | --title x 1234
    option 1 | --minwidth 1 1234
    option 1 | --reverse 1234
    option 1 | --inverted 1234
    option 1 | --loop 1h 1234
    option 1 | --timeout 1h 1234
    option 1 | --ttsp 1234
    option 1 | --sched 1234
    option 1 | --fdtransfer 1234
    option 1 | --libpath /x 1234
    option 1 | --chunksize 1k 1234
    option 1 | --chunktime 1h 1234
    option 1 | --jfrsync profile 1234
    option 1 | --alloc 1k 1234
    option 1 | --live 1234
    option 1 | --lock 1ms 1234
    option 1 | --wall 1ms 1234
    option 1 | --nativemem 1k 1234
    option 1 | --begin f 1234
    option 1 | --end f 1234
    option 1 | --cstack vm 1234
    option 1 | --all 1234
    option 1 | --all-user 1234
    option 1 | --cpu 1234
    option 1 | --signal 9 1234
    option 1 | --clock tsc 1234
    option 1 | --proc 1 1234
    option 1 | --filter 1 1234
    option 1 | --log /x 1234
    option 1 | --loglevel debug 1234
    option 1 | --server 0.0.0.0:1 1234
    option 1 | --preloadpath /x 1234
    option 1 | -F all 1234
    option 1 | -L debug 1234
    option 1 | -a 1234
    option 1 | -l 1234
    option 1 | -n 1234
    option 1 | --pid 1234
  `,
    [
      [['1234 '], 'operand', 1],
      [['-e', 'cpu ', '1234'], 'value', 2],
      [['-d', '10 ', '1234'], 'value', 2],
      [['1234\u0000'], 'shape', 1],
      [['\u2010e', 'cpu', '1234'], 'shape', 1],
    ],
  ),
};
