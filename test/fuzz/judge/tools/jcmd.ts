import { type Context, firstHarm, harmful, harmless, type Judgement, quote } from '../judgement.ts';
import { pid } from '../values.ts';

const none = /^$/;

/**
 * Commands that only print, with the words that may follow them.
 *
 * Source: jcmd(1) of OpenJDK 17.0.21 (Debian), `jcmd PID help` of OpenJDK 17.
 */
const prints: ReadonlyMap<string, RegExp> = new Map([
  ['Compiler.CodeHeap_Analytics', none],
  ['Compiler.codecache', none],
  ['Compiler.codelist', none],
  ['Compiler.queue', none],
  ['GC.class_histogram', /^(?:-all)?$/],
  ['GC.finalizer_info', none],
  ['GC.heap_info', none],
  ['JFR.check', none],
  ['PerfCounter.print', none],
  ['Thread.print', /^(?:-[le](?: |$))*$/],
  ['VM.classloader_stats', none],
  ['VM.classloaders', /^(?:show-classes|verbose|fold)?$/],
  ['VM.command_line', none],
  ['VM.dynlibs', none],
  ['VM.events', none],
  ['VM.flags', /^(?:-all)?$/],
  ['VM.info', none],
  ['VM.metaspace', /^(?:basic|show-loaders|by-chunktype|by-spacetype|show-classes)?$/],
  ['VM.native_memory', /^(?:(?:summary|detail)(?: scale=[KMG]B)?)?$/],
  ['VM.stringtable', /^(?:-verbose)?$/],
  ['VM.symboltable', /^(?:-verbose)?$/],
  ['VM.system_properties', none],
  ['VM.uptime', /^(?:-date)?$/],
  ['VM.version', none],
  ['help', /^[A-Za-z_.]*$/],
]);

/** Commands that are known to do more, by what their names begin with. Same source. */
const others: readonly (readonly [string, Judgement])[] = [
  ['JVMTI.', harmful('loads', 'an agent is loaded into the target')],
  ['ManagementAgent.', harmful('reachesOut', 'the target would be managed from elsewhere')],
  ['Compiler.directives', harmful('namesPath', 'the target reads directives from a file')],
  ['GC.heap_dump', harmful('writes', 'the heap is written to a file')],
  ['JFR.', harmful('writes', 'a recording of the target is changed')],
  ['VM.log', harmful('writes', 'the log of the target is changed')],
];

/** Keeps jcmd's own JVM from writing its counters to a file; java(1), -XX:+UsePerfData. */
const withoutCounters = '-J-XX:-UsePerfData';

/**
 * jcmd: a process and one command that only prints. The launcher takes every word that begins with -J for itself,
 * wherever it stands; a newline in a word begins another command; 0 means every process, a name those that match.
 */
export function judgeJcmd(words: readonly string[], context: Context): Judgement {
  const argv = words.filter((word) => word !== withoutCounters);
  const launcher = argv.find((word) => word.startsWith('-J'));
  if (launcher !== undefined)
    return harmful('executes', `${quote(launcher)} is an option of the Java launcher`);
  const [process = '', command = '', ...rest] = argv;
  if (process.startsWith('@')) return harmful('namesPath', `${quote(process)} may name a file of arguments`);
  if (process === '-f' || command === '-f') return harmful('namesPath', 'jcmd reads commands from a file');
  if (argv.length === 0) return harmless;
  if (argv.length === 1 && ['-l', '-h', '-help', '--help', '-?'].includes(process)) return harmless;
  return firstHarm([pid({ text: process, isWhole: true }, context), judgeCommand(command, rest)]);
}

function judgeCommand(command: string, rest: readonly string[]): Judgement {
  const form = prints.get(command);
  if (form?.test(rest.join(' ')) === true) return harmless;
  if (form !== undefined) return harmful('unreadable', `${command} takes no ${quote(rest.join(' '))}`);
  const known = others.find(([prefix]) => command.startsWith(prefix));
  return known?.[1] ?? harmful('executes', `${quote(command)} is no command that only prints`);
}
