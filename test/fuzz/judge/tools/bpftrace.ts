import { readGetoptLong } from '../getopt-long.ts';
import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { flags, judgeOptions, never, type Option, operandsOf, taking } from '../option.ts';
import { oneOf, outputFile, pid, slotOf, someOf } from '../values.ts';

/**
 * Options of bpftrace. What takes a value in one version and none in another cannot be read.
 *
 * Source: bpftrace(8) 0.17.0 (Debian); parse_args in src/main.cpp of 0.17.0, 0.20.0, 0.23.0 and 0.26.1.
 */
const options: readonly Option[] = [
  ...flags(
    'b|btf',
    'h|help',
    'v|verbose',
    'q|quiet',
    'V|version',
    'k|warnings',
    'no-warnings',
    'info',
    'dry-run',
  ),
  ...flags('l|list', 'verify-llvm-ir'),
  taking(oneOf('none', 'line', 'full'), 'B'),
  taking(oneOf('text', 'json'), 'f'),
  taking(outputFile, 'o|output'),
  taking(pid, 'p|pid'),
  taking(pid, 'dwarf-pid'),
  taking(someOf('kprobe_multi', 'kprobe_session', 'uprobe_multi'), 'no-feature'),
  taking(
    oneOf('all', 'ast', 'types', 'codegen', 'codegen-opt', 'libbpf', 'verifier', 'parse', 'dis'),
    'debug',
  ),
  never('executes', 'is a program of its own', 'e'),
  never('executes', 'runs a command', 'c|cmd'),
  never('executes', 'lets a script run commands', 'unsafe', 'none'),
  never('reachesOut', 'touches every process that has the file open', 'usdt-file-activation', 'none'),
  never('namesPath', 'reads headers', 'I'),
  never('namesPath', 'reads a header', 'include'),
  never('namesPath', 'reads a list of functions', 'traceable-functions'),
  never('namesPath', 'reads debug information', 'debuginfo'),
  never('writes', 'writes a program', 'aot'),
  never('writes', 'writes an object', 'emit-elf'),
  never('writes', 'writes code', 'emit-llvm'),
  never('writes', 'formats the script', 'fmt', 'none'),
  never('unreadable', 'takes a value in some versions only', 'd', 'none'),
  never('unreadable', 'takes a value in some versions only', 'test', 'none'),
  never('unreadable', 'does more than tracing', 'mode'),
  never('unreadable', 'does more than tracing', 'bench', 'none'),
  never('unreadable', 'chooses among test probes', 'probe-filter'),
];

/** bpftrace with one shipped script and nothing else: further operands are parameters that a script may use as paths. */
export function judgeBpftrace(argv: readonly string[], context: Context): Judgement {
  const readings = readGetoptLong(argv, options);
  const [script, ...parameters] = operandsOf(readings);
  return firstHarm([
    judgeOptions(readings, context),
    script === undefined || slotOf(script)?.kind === 'script'
      ? harmless
      : harmful('executes', `bpftrace runs the script ${quote(script.text)}`),
    parameters[0] === undefined
      ? harmless
      : harmful('unreadable', `${quote(parameters[0].text)} is a parameter of the script`),
  ]);
}
