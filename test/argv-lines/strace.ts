import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of strace(1). */
export const strace: ToolLines = {
  tool: 'strace',
  subcommand: '',
  benign: readBenign(
    `
    -p 1234 => -p 1234 -s 32 -o {out:trace}
    -p 1234,5678 -f => -p 1234,5678 -f -s 32 -o {out:trace}
    --attach=1234 --follow-forks => -p 1234 -f -s 32 -o {out:trace}
    -p5678 -c => -p 5678 -c -s 32 -o {out:trace}
    -fc -p 1234 -S calls => -p 1234 -f -c -S calls -s 32 -o {out:trace}
    -p 1234 -C -w => -p 1234 -C -w -s 32 -o {out:trace}
    -p 1234 -ttt -T => -p 1234 -t -t -t -T -s 32 -o {out:trace}
    -p 1234 -t -r -n => -p 1234 -t -r -n -s 32 -o {out:trace}
    -p 1234 -yy -q => -p 1234 -y -y -q -s 32 -o {out:trace}
    -p 1234 -qqq -s 0 => -p 1234 -q -q -q -s 0 -o {out:trace}
    -p 1234 -s256 -e trace=read,write => -p 1234 -e trace=read,write -s 256 -o {out:trace}
    -p 1234 -etrace=%network => -p 1234 -e trace=%network -s 32 -o {out:trace}
    -p 1234 -e trace=desc => -p 1234 -e trace=desc -s 32 -o {out:trace}
    -p 1234 --summary-only --summary-sort-by=time --summary-wall-clock => -p 1234 -c -S time -w -s 32 -o {out:trace}
    --string-limit 64 -p 1234 --syscall-times --decode-fds => -p 1234 -T -y -s 64 -o {out:trace}
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    required 0 | -f
    required 0 | -c
    required 3 | -p 1234 -w
    required 3 | -p 1234 -fw
    required 1 | --summary-wall-clock -p 1234
    required 0 | -e trace=read
    value 1 | -p
    value 2 | -p -f
    value 2 | -p 1
    value 2 | -p 0
    value 2 | -p 1234,1
    value 2 | -p 1234;1
    value 2 | -p 1234:5678
    value 2 | -p 1234/task
    value 2 | -p 0x4d2
    value 2 | -p 01234
    value 2 | -p self
    value 2 | -p {pids}
    value 2 | -p 1234,1234
    value 2 | -p 1234,
    value 1 | --attach
    value 1 | --attach=
    value 1 | --attach=1
    option 1 | --att=1234
    option 1 | --Attach=1234
    value 1 | -p=1234
    cluster 1 | -fp 1234
    cluster 1 | -fp1234
    cluster 1 | -cfp 1234
    repeat 3 | -p 1234 -p 5678
    repeat 3 | -p 1234 --attach=5678
    repeat 2 | -p1234 -p1234
    option 3 | -p 1234 -o /x
    option 3 | -p 1234 -o|id
    option 3 | -p 1234 -o!id
    option 3 | -p 1234 -o {out:trace}
    option 3 | -p 1234 -fo /x
    option 3 | -p 1234 --output=/x
    option 3 | -p 1234 --output=|id
    option 3 | -p 1234 --outp=/x
    repeat 3 | -p 1234 -ff
    option 3 | -p 1234 -A
    option 3 | -p 1234 -fA
    option 3 | -p 1234 --output-append-mode
    option 3 | -p 1234 --output-separately
    option 3 | -p 1234 -u root
    option 3 | -p 1234 -u nobody
    option 3 | -p 1234 --user=nobody
    option 3 | -p 1234 -E LD_PRELOAD=/x
    option 3 | -p 1234 -EX=1
    option 3 | -p 1234 --env=X=1
    option 3 | -p 1234 -b execve
    option 3 | -p 1234 --detach-on=execve
    option 3 | -p 1234 -D
    option 3 | -p 1234 -DD
    option 3 | -p 1234 -fD
    option 3 | -p 1234 --daemonize
    option 3 | -p 1234 --daemonize=session
    option 3 | -p 1234 -I 4
    option 3 | -p 1234 --interruptible=never
    option 3 | -p 1234 -O 1
    option 3 | -p 1234 -P /x
    option 3 | -p 1234 --trace-path=/x
    option 3 | -p 1234 -X raw
    option 3 | -p 1234 --const-print-style=raw
    option 3 | -p 1234 -x
    option 3 | -p 1234 -xx
    option 3 | -p 1234 -Y
    option 3 | -p 1234 --decode-pids=comm
    option 3 | -p 1234 -k
    option 3 | -p 1234 --stack-traces
    option 3 | -p 1234 -z
    option 3 | -p 1234 -Z
    option 3 | -p 1234 -a 40
    option 3 | -p 1234 -i
    option 3 | -p 1234 -v
    option 3 | -p 1234 -N
    option 3 | -p 1234 -d
    option 3 | -p 1234 -L
    option 3 | -p 1234 --debug
    option 3 | -p 1234 --seccomp-bpf
    option 3 | -p 1234 --secontext
    option 3 | -p 1234 --tips
    option 3 | -p 1234 --argv0=x
    option 3 | -p 1234 --kill-on-exit
    option 3 | -p 1234 --syscall-limit=1
    option 3 | -p 1234 --inject=all:signal=KILL
    option 3 | -p 1234 --fault=read
    option 3 | -p 1234 --trace=read
    option 3 | -p 1234 --trace-fds=1
    option 3 | -p 1234 --read=0
    option 3 | -p 1234 --write=all
    option 3 | -p 1234 --raw=all
    option 3 | -p 1234 --kvm=vcpu
    option 3 | -p 1234 --signal=all
    option 3 | -p 1234 --abbrev=none
    option 3 | -p 1234 --strings-in-hex
    option 3 | -p 1234 --failed-only
    option 1 | -V
    option 1 | --version
    option 1 | -h
    value 4 | -p 1234 -e inject=read:retval=0
    value 4 | -p 1234 -e fault=all
    value 4 | -p 1234 -e fault=read
    value 4 | -p 1234 -e fault=openat,write
    value 4 | -p 1234 -e quiet=read
    value 4 | -p 1234 -e write=read
    value 3 | -p 1234 -efault=futex
    value 3 | -p 1234 -einject=all:signal=9
    value 4 | -p 1234 -e read
    value 4 | -p 1234 -e file
    value 4 | -p 1234 -e all
    value 4 | -p 1234 -e !read
    value 4 | -p 1234 -e trace=
    value 4 | -p 1234 -e trace=all
    value 4 | -p 1234 -e trace=none
    value 4 | -p 1234 -e trace=!read
    value 4 | -p 1234 -e trace=/^read
    value 4 | -p 1234 -e trace=?read
    value 4 | -p 1234 -e trace=read@64
    value 4 | -p 1234 -e trace=read,
    value 4 | -p 1234 -e trace=,read
    value 4 | -p 1234 -e trace=read,read
    value 4 | -p 1234 -e trace=Read
    value 4 | -p 1234 -e trace=%FILE
    value 4 | -p 1234 -e trace=%%file
    value 4 | -p 1234 -e trace=%nosuch
    value 4 | -p 1234 -e trace=0
    value 4 | -p 1234 -e trace=read;inject=all
    value 4 | -p 1234 -e Trace=read
    value 4 | -p 1234 -e t=read
    value 4 | -p 1234 -e trace==read
    value 4 | -p 1234 -e read=3
    value 4 | -p 1234 -e write=all
    value 4 | -p 1234 -e raw=all
    value 4 | -p 1234 -e kvm=vcpu
    value 4 | -p 1234 -e decode-fds=all
    value 4 | -p 1234 -e status=failed
    value 4 | -p 1234 -e signal=KILL
    value 4 | -p 1234 -e abbrev=none
    value 4 | -p 1234 -e verbose=all
    value 4 | -p 1234 -e quiet=all
    value 4 | -p 1234 -e fds=0
    value 4 | -p 1234 -e trace=ptrace
    value 4 | -p 1234 -e trace=__proto__
    value 3 | -p 1234 -e
    value 4 | -p 1234 -e -f
    repeat 5 | -p 1234 -e trace=read -e trace=write
    cluster 3 | -p 1234 -fe trace=read
    cluster 3 | -p 1234 -fetrace=read
    repeat 4 | -p 1234 -f -f
    repeat 3 | -p 1234 -fcf
    repeat 4 | -p 1234 -f --follow-forks
    value 3 | -p 1234 --follow-forks=1
    option 3 | -p 1234 --follow
    conflict 4 | -p 1234 -c -C
    conflict 3 | -p 1234 -cC
    conflict 4 | -p 1234 --summary --summary-only
    option 3 | -p 1234 --sum
    option 3 | -p 1234 --summary-wall
    repeat 3 | -p 1234 -yyy
    repeat 4 | -p 1234 -y -yy
    repeat 3 | -p 1234 -tttt
    repeat 3 | -p 1234 -qqqq
    value 3 | -p 1234 -S
    value 4 | -p 1234 -S max-time
    value 4 | -p 1234 -S Time
    value 3 | -p 1234 -Stimee
    cluster 3 | -p 1234 -cS time
    value 3 | -p 1234 --summary-sort-by=min
    value 4 | -p 1234 -s 257
    value 4 | -p 1234 -s -1
    value 4 | -p 1234 -s 0x20
    value 4 | -p 1234 -s 032
    value 4 | -p 1234 -s 1k
    value 3 | -p 1234 -s
    repeat 5 | -p 1234 -s 32 -s 33
    value 3 | -p 1234 --string-limit=999
    option 3 | -p 1234 --string 1
    cluster 3 | -p 1234 -fs 32
    value 3 | -p 1234 --quiet=all
    value 3 | -p 1234 --decode-fds=all
    operand 1 | id
    operand 3 | -p 1234 id
    operand 3 | -p 1234 /bin/sh
    operand 4 | -p 1234 -- id
    operand 3 | -p 1234 --
    operand 3 | -p 1234 -
    operand 4 | -p 1234 -- -f
    operand 3 | -p 1234 sleep 5
    operand 4 | -p 1234 -- sleep 5
    operand 2 | -- -p 1234
  `,
    [
      [['-p', '1234 5678'], 'value', 2],
      [['-p', '1234\n1'], 'shape', 2],
      [['-p', '1234\t1'], 'shape', 2],
      [['-p', '1234', '-e', 'trace=read write'], 'value', 4],
    ],
  ),
};
