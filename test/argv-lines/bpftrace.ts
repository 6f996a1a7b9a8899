import { readBenign, readHostile, type ToolLines } from './tool-lines.ts';

/** Lines of bpftrace(8). */
export const bpftrace: ToolLines = {
  tool: 'bpftrace',
  subcommand: '',
  benign: readBenign(
    `
    biolatency => -o {out:report} {script:biolatency}
    runqlat => -o {out:report} {script:runqlat}
    execsnoop => -o {out:report} {script:execsnoop}
    tcpretrans => -o {out:report} {script:tcpretrans}
    offcputime => -o {out:report} {script:offcputime}
  `,
  ),
  hostile: readHostile(
    `
    required 0 |
    option 1 | -e BEGIN{exit()}
    operand 1 | biolatency.bt
    operand 1 | ./biolatency
    operand 1 | /opt/biolatency
    operand 1 | ../biolatency
    operand 1 | biolatency/
    operand 1 | scripts/biolatency.bt
    operand 1 | Biolatency
    operand 1 | BIOLATENCY
    operand 1 | bio
    operand 1 | biolatenc
    operand 1 | biolatencyy
    operand 1 | biolatency,runqlat
    operand 2 | biolatency runqlat
    operand 2 | biolatency biolatency
    operand 2 | biolatency 1
    operand 2 | biolatency --unsafe
    operand 2 | biolatency -c id
    operand 2 | biolatency -o /x
    operand 2 | biolatency -
    operand 2 | biolatency --
    option 1 | -- biolatency
    operand 1 | - biolatency
    operand 1 | -
    option 1 | --
    option 1 | --unsafe biolatency
    option 1 | --unsafe
    option 1 | -c id biolatency
    option 1 | -p 1234 biolatency
    option 1 | -p 1234
    option 1 | -I /x biolatency
    option 1 | --include /x biolatency
    option 1 | -l
    option 1 | -l *
    option 1 | -lv
    option 1 | -o /x biolatency
    option 1 | -o {out:report} biolatency
    option 1 | --output=/x
    option 1 | --info
    option 1 | -V
    option 1 | --version
    option 1 | -h
    option 1 | -v biolatency
    option 1 | -d biolatency
    option 1 | -dd
    option 1 | -q biolatency
    option 1 | -k biolatency
    option 1 | -kk
    option 1 | -f json biolatency
    option 1 | -fjson
    option 1 | -B none biolatency
    option 1 | --no-warnings
    option 1 | --no-feature uprobe
    option 1 | --usdt-file-activation
    option 1 | --emit-elf /x
    option 1 | --emit-llvm /x
    option 1 | --aot /x biolatency
    option 1 | --mode=codegen
    option 1 | --dry-run
    option 1 | --btf
    option 1 | --test hash
    operand 1 | {script:biolatency}
    operand 1 | {script:x}
    operand 1 | {out:report}
    operand 1 | script:biolatency
    operand 1 | __proto__
    operand 1 | toString
    operand 1 | constructor
  `,
    [
      [['-e', 'BEGIN { system("id") }'], 'option', 1],
      [['BEGIN { exit() }'], 'operand', 1],
      [['biolatency '], 'operand', 1],
      [[' biolatency'], 'operand', 1],
      [['biolatency\u0000'], 'shape', 1],
      [['biolatency\n'], 'shape', 1],
      [['biol\u0430tency'], 'shape', 1],
    ],
  ),
};
