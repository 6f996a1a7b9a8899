import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of perf-record(1). */
export const perfRecord: ToolLines = {
  tool: 'perf',
  subcommand: 'record',
  benign: readBenign(
    `
    -a => -F 99 -a --sample-cpu -o {out:profile}
    --all-cpus => -F 99 -a --sample-cpu -o {out:profile}
    -F 999 -a => -F 999 -a --sample-cpu -o {out:profile}
    --freq=1 -a => -F 1 -a --sample-cpu -o {out:profile}
    -a -F 499 => -F 499 -a --sample-cpu -o {out:profile}
    -bidsga => -F 99 -a -g -i -d -b -s --sample-cpu -o {out:profile}
    -a --branch-any --data --stat --no-inherit => -F 99 -a -i -d -b -s --sample-cpu -o {out:profile}
    -a --namespaces --buildid-all --switch-events => -F 99 -a --switch-events --namespaces --buildid-all --sample-cpu -o {out:profile}
    -a --all-kernel -g => -F 99 -a -g --all-kernel --sample-cpu -o {out:profile}
    -ag => -F 99 -a -g --sample-cpu -o {out:profile}
  `,
  ),
  hostile: readHostile(
    `
    option 3 | -a --output=/root/.ssh/authorized_keys
    option 3 | -a --outp /x
    option 3 | -a -ago/x
    option 2 | -gao /x
    option 2 | -oag
    option 3 | -a -o -
    option 3 | -a -o {out:profile}
    option 3 | -a --output={out:profile}
    option 3 | -a -o{out:profile}
    option 3 | -a --switch-output=signal
    option 3 | -a --switch-output-event=cs
    option 3 | -a --switch-max-files 1
    option 3 | -a --timestamp
    option 3 | -a --timestamp-boundary
    option 3 | -a --timestamp-filename=1
    option 3 | -a --clang-opt -fplugin=/x.so
    option 3 | -a --clang-path=/x
    option 3 | -a --vmlinux=/x
    option 3 | -a --kc
    option 3 | -a --control=fd:3,4
    option 3 | -a --debuginfod
    option 3 | -a --no-buildid-cache
    option 3 | -a -N
    option 3 | -a -B
    option 3 | -a --buildid-mmap
    option 3 | -a --dry-run
    option 3 | -a --dlfilter /x.so
    option 3 | -a --symfs /
    operand 4 | -a -i /etc/shadow
    option 3 | -a -u 0
    option 3 | -a --uid=0
    option 3 | -a --tid 1
    option 2 | -t1234
    option 3 | -a --cgroup=/
    option 3 | -a --all-cgroups
    option 3 | -a --exclude-perf
    option 3 | -a --per-thread
    option 3 | -a --filter x
    option 3 | -a -k mono
    option 3 | -a --clockid=raw
    option 3 | -a -x
    option 2 | --no-a
    option 3 | -a --no-g
    option 3 | -a -m 1G
    option 3 | -a --mmap-pages=2G
    option 3 | -a -m512,512M
    option 3 | -a -r 50
    option 3 | -a --realtime=50
    option 3 | -a --aio=64
    option 3 | -a -z22
    option 3 | -a --compression-level=22
    option 3 | -a --max-size=1T
    option 3 | -a -D -1
    option 3 | -a --delay 1
    option 3 | -a -S
    option 3 | -a --snapshot=e9
    option 3 | -a --affinity=cpu
    option 3 | -a --proc-map-timeout 1
    option 3 | -a -c 1
    option 3 | -a -c1
    option 3 | -a --count=1
    option 3 | -a --overwrite
    option 3 | -a --tail-synthesize
    option 3 | -a --nr-threads 64
    option 3 | -a --num-thread-synthesize 64
    option 3 | -a --threads=cpu
    option 3 | -a --strict-freq
    option 3 | -a --off-cpu
    option 3 | -a --pfm-events cycles
    option 3 | -a -I?
    option 3 | -a --intr-regs=ax
    option 3 | -a --user-regs=sp
    option 3 | -a -W
    option 3 | -a -j any,u
    option 3 | -a --branch-filter=any
    option 3 | -a -P
    option 3 | -a -R
    option 3 | -a -n
    option 3 | -a -T
    option 3 | -a --phys-data
    option 3 | -a --data-page-size
    option 3 | -a --sample-cpu
    option 3 | -a --kernel-callchains
    option 3 | -a -q
    option 3 | -a -v
    option 3 | -a -l
    option 3 | -a --running-time
    option 3 | -a --synth=no
    option 3 | -a --aux-sample
    value 3 | -a --data=1
    option 3 | -a --dat
    option 3 | -a --branch-an
    value 3 | -a --stat=
    option 3 | -a --switch-event
    option 3 | -a --namespace
    option 3 | -a --call-g fp
    option 3 | -a --all-u
    option 3 | -a --all-use
    option 3 | -a --no-inh
    option 2 | --all-cpu
    option 2 | --all-cpuss
    option 2 | --ALL-CPUS
    option 2 | --All-cpus -g
    option 2 | --all_cpus
    option 2 | --allcpus
    option 2 | --a
    option 2 | -A
    option 2 | -G
    option 2 | -a- -g
    option 3 | -a -=
    operand 3 | -a - -g
    value 3 | -a --freq==99
    value 3 | -a --freq=99=
    value 3 | -a --freq=
    value 3 | -a --freq
    value 3 | -a -F=
    value 3 | -a -F,99
    value 3 | -a -F9,9
    value 3 | -a -F1_0
    cluster 2 | -aC0
    cluster 2 | -aC 0
    cluster 2 | -ap1234
    cluster 2 | -gp 1234
    cluster 2 | -gae cycles
    cluster 2 | -agecycles
    option 2 | -a-g
    option 2 | -ag-
    option 2 | -ag=
    repeat 2 | -gg
    repeat 2 | -aga
    repeat 2 | -aag
    cluster 3 | -a -gF 99
    cluster 2 | -aF99
    option 2 | -aGg
    option 2 | -ao
    value 4 | -a -F 1e1
    value 4 | -a -F 0b11
    value 4 | -a -F 0o17
    value 4 | -a -F 1,0
    value 4 | -a -F 1.
    value 4 | -a -F .9
    value 4 | -a -F 00
    value 4 | -a -F 00099
    value 4 | -a -F 4294967395
    value 4 | -a -F 9999999999
    value 4 | -a -F 99999999999
    value 4 | -a -F 9007199254740993
    value 4 | -a -F NaN
    value 4 | -a -F Infinity
    value 4 | -a -F 99Hz
    value 4 | -a -F 99u
    value 4 | -a -F -99
    value 4 | -a -F --
    value 4 | -a -F {durationSeconds}
    required 0 | -g -i
    required 0 | -F 99
    conflict 4 | -a --all-kernel --all-user
    repeat 5 | -a --all-user -g --all-user
    repeat 4 | -a -d --data
    repeat 4 | -a -b --branch-any
    repeat 4 | -a -i --no-inherit
    repeat 4 | -a -s -s
    repeat 4 | -a --namespaces --namespaces
    repeat 4 | -a --buildid-all --buildid-all
    repeat 5 | -a --switch-events -g --switch-events
  `,
    [
      [[' -a'], 'operand', 2],
      [['-a '], 'option', 2],
      [['-a', '--freq 99'], 'option', 3],
      [['-a', '-F 99'], 'value', 3],
      [['-a', '-F', '99 '], 'value', 4],
      [['-a', '-F', ' 99'], 'value', 4],
      [['-a', '--freq= 99'], 'value', 3],
      [['-a', '--freq =99'], 'option', 3],
      [['-a', '-F', '\u0669\u0669'], 'shape', 4],
      [['-a', '-F', '\uff19\uff19'], 'shape', 4],
      [['-a', '-F', '99\u200b'], 'shape', 4],
      [['-a', '-F', '99\n'], 'shape', 4],
    ],
  ),
};
