import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of aperf record. */
export const aperfRecord: ToolLines = {
  tool: 'aperf',
  subcommand: 'record',
  benign: readBenign(
    `
     => -r aperf -i 1 -p {durationSeconds} -t .
    -r run1 => -r aperf -i 1 -p {durationSeconds} -t .
    --run-name checkout-7f9c => -r aperf -i 1 -p {durationSeconds} -t .
    --run-name=a => -r aperf -i 1 -p {durationSeconds} -t .
    -i 1 => -r aperf -i 1 -p {durationSeconds} -t .
    --interval 60 => -r aperf -i 60 -p {durationSeconds} -t .
    -i 2 -p 600 => -r aperf -i 2 -p 600 -t .
    -p 30 => -r aperf -i 1 -p 30 -t .
    --period=30 --profile => -r aperf -i 1 -p 30 --profile -t .
    --profile => -r aperf -i 1 -p {durationSeconds} --profile -t .
    -F 99 --profile => -r aperf -i 1 -p {durationSeconds} --profile -F 99 -t .
    --perf-frequency=999 --profile -r x => -r aperf -i 1 -p {durationSeconds} --profile -F 999 -t .
    -r aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa => -r aperf -i 1 -p {durationSeconds} -t .
  `,
  ),
  hostile: readHostile(
    String.raw`
    value 2 | -r
    value 3 | -r -i
    value 3 | -r .
    value 3 | -r ..
    value 3 | -r ../x
    value 3 | -r /x
    value 3 | -r x/y
    value 3 | -r x\y
    value 3 | -r %2e
    value 3 | -r A
    value 3 | -r Run
    value 3 | -r a_b
    value 3 | -r a.b
    value 3 | -r -x
    value 3 | -r a=b
    value 3 | -r {out:archive}
    value 3 | -r aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    value 2 | -r=x
    value 2 | -rx
    value 2 | -r=../x
    value 2 | --run-name
    value 2 | --run-name=
    value 2 | --run-name=/x
    value 2 | --run-name=../x
    value 3 | --run-name ../x
    option 2 | --run x
    repeat 4 | --run-name a -r b
    repeat 4 | -r a -r a
    value 3 | -i 0
    value 3 | -i 61
    value 3 | -i -1
    value 3 | -i 1.5
    value 3 | -i 0x1
    value 3 | -i 01
    value 2 | -i=1
    value 2 | -i1
    value 2 | --interval=
    value 2 | --interval=1=1
    value 2 | --interval=0
    option 2 | --interv 1
    repeat 4 | -i 1 --interval 1
    value 3 | -p 0
    value 3 | -p 601
    value 3 | -p 10m
    value 2 | -p=10
    value 2 | -p10
    repeat 4 | -p 10 --period 10
    option 2 | --perio 10
    value 3 | -F 0
    value 3 | -F 1000
    value 2 | -F=99
    value 2 | -F99
    value 2 | --perf-frequency=99,
    option 2 | --perf-freq 99
    repeat 4 | -F 99 -F 99
    value 2 | --profile=true
    repeat 3 | --profile --profile
    option 2 | --prof
    option 2 | --Profile
    option 2 | --profile-java
    option 2 | --profile-java=1234
    option 2 | --profile-java 1234
    option 2 | --pmu-config /x
    option 2 | --pmu-config=/x
    option 2 | --pmu x
    option 2 | --dont-collect cpu
    option 2 | --collect-only cpu
    option 2 | --memory-allocations
    option 2 | --hotline-frequency 1
    option 2 | --num-to-report 1
    option 2 | --save-profile-events
    option 2 | --ungroup-pmu-events
    option 2 | -t /
    option 2 | -t .
    option 2 | --tmp-dir=/
    option 2 | --tmp-dir /x
    option 2 | -v
    option 2 | -vv
    option 2 | --verbose
    option 2 | -h
    option 2 | --help
    option 2 | -V
    value 2 | -iF 1
    value 2 | -ip 1
    operand 2 | x
    operand 3 | -- x
    operand 2 | --
    operand 2 | record
    operand 4 | -r a record
    operand 3 | -- -r x
    operand 2 | report -r x
  `,
    [
      [['-r', 'a b'], 'value', 3],
      [['-r', 'a\u0000'], 'shape', 3],
      [['-r', '\u0430'], 'shape', 3],
      [['-r', ''], 'shape', 3],
      [['-', ''], 'shape', 3],
    ],
  ),
};
