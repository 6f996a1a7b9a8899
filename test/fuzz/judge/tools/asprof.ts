import {
  type Context,
  firstHarm,
  type Harm,
  harmful,
  harmless,
  type Judgement,
  quote,
} from '../judgement.ts';
import {
  type Check,
  count,
  countUpTo,
  fraction,
  matching,
  oneOf,
  outputFile,
  pid,
  seconds,
  someOf,
  unfit,
} from '../values.ts';

/** Units as in `10ms` or `2m`. A comma would go on as another option of the agent in the target. */
const amount: Check = matching(/^[0-9]{1,15}(?:ns|us|ms|[a-zA-Z])?$/, 'an amount');
const pattern: Check = matching(/^(?!\/)(?!.*\.\.)[A-Za-z0-9_.*$:<>/ -]{1,200}$/, 'a pattern of frames');
const title: Check = matching(/^[A-Za-z0-9 _.:()-]{1,100}$/, 'a title');
const format: Check = matching(
  /^(?:collapsed|flamegraph|tree|jfr|otlp|(?:flat|traces)(?:=[0-9]{1,6})?)$/,
  'a format',
);

const events: ReadonlySet<string> = new Set(
  [
    'cpu alloc nativemem lock nativelock wall itimer ctimer cpu-clock task-clock page-faults context-switches cycles',
    'instructions cache-references cache-misses branch-instructions branch-misses bus-cycles ref-cycles',
    'L1-dcache-load-misses LLC-load-misses dTLB-load-misses',
  ].flatMap((line) => line.split(' ')),
);

/** An event: one of the known, a raw one, a tracepoint, `cpu/umask=0x1,event=0xd3/`. Any other name is code to be instrumented or trapped. */
const event: Check = (value) => {
  const text = value?.text ?? '';
  if (events.has(text) || /^r[0-9a-f]{1,16}$/.test(text)) return harmless;
  if (/^(?!(?:k|u|kret|uret)probe:|mem:)[a-z][a-z0-9_]*:[a-z0-9_]+$/.test(text)) return harmless;
  if (/^[a-z][a-z0-9_]*\/[a-z0-9_]+=[a-z0-9]+(?:,[a-z0-9_]+=[a-z0-9]+)*\/$/.test(text)) return harmless;
  if (value === undefined || !/^[A-Za-z0-9_.$*:]+$/.test(text))
    return unfit(value ?? { text, isWhole: false }, 'an event');
  return harmful('writes', `${quote(text)} is code that would be instrumented`);
};

const always =
  (harm: Harm, why: string): Check =>
  () =>
    harmful(harm, why);
const trap = always('writes', 'code of the target would be changed');

/**
 * Options with a value, by all their names.
 *
 * Source: USAGE_STRING and main in src/main/main.cpp, Arguments::parse in src/arguments.cpp of async-profiler 4.5.
 */
const valued: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...named(seconds, '-d'),
  ...named(outputFile, '-f'),
  ...named(format, '-o'),
  ...named(event, '-e --event'),
  ...named(
    amount,
    '-i --interval --alloc --nativemem --lock --nativelock --wall --proc --memlimit --chunksize --chunktime',
  ),
  ...named(count, '--target-cpu'),
  ...named(countUpTo(65_536, 'memory of the target'), '-j --jstackdepth'),
  ...named(pattern, '-I --include -X --exclude'),
  ...named(oneOf('debug', 'info', 'warn', 'error', 'none'), '-L --log'),
  ...named(someOf('stats', 'jnienv', 'agct', 'mixed', 'vtable', 'comptask', 'pcaddr'), '-F --features'),
  ...named(matching(/^[0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*$/, 'thread ids'), '--filter'),
  ...named(title, '--title'),
  ...named(fraction, '--minwidth --width --height'),
  ...named(oneOf('fp', 'dwarf', 'vm', 'vmx', 'lbr', 'no'), '--cstack'),
  ...named(oneOf('tsc', 'monotonic'), '--clock'),
  ...named(matching(/^[a-z]+:[0-9]+(?:,[a-z]+:[0-9]+)*$/, 'limits'), '--ratelimit'),
  ...named(oneOf('mem'), '--jfropts'),
  ...named(oneOf('default', 'profile'), '--jfrsync'),
  ...named(trap, '--trace --begin --end'),
  ...named(always('writes', 'a signal of the target would be taken'), '--signal'),
  ...named(always('unbounded', 'the profiler would stay in the target'), '--loop --timeout'),
  ...named(always('loads', 'a library is named'), '--libpath'),
]);

/** Options and actions without a value. Same source. */
const plain: ReadonlyMap<string, Judgement> = new Map<string, Judgement>([
  ...words(
    harmless,
    '-h --help -v --version -t --threads -s --simple -n --norm -g --sig -a --ann -l --lib --dot',
  ),
  ...words(
    harmless,
    '--reverse --inverted --samples --total --all --live --nobatch --nofree --nostop --record-cpu',
  ),
  ...words(harmless, '--sched --tlab --all-user collect status metrics list dump'),
  ...words(harmful('writes', 'code of the target would be changed'), '--ttsp'),
  ...words(harmful('reachesOut', 'a socket would serve the target'), '--fdtransfer'),
  ...words(harmful('unbounded', 'the profiler would stay in the target'), 'start resume'),
  ...words(harmful('writes', 'a session of the target would be ended'), 'stop'),
  ...words(harmful('loads', 'a library is loaded into the target'), 'load'),
  ...words(harmful('executes', 'asprof passes a command to the target'), 'jcmd threaddump inspectheap'),
  ...words(harmful('writes', 'the heap of the target is written to a file'), 'dumpheap'),
  ...words(harmful('executes', 'asprof runs jps and pgrep'), 'jps'),
]);

function named(check: Check, names: string): [string, Check][] {
  return names.split(' ').map((name) => [name, check]);
}

function words(judgement: Judgement, names: string): [string, Judgement][] {
  return names.split(' ').map((name) => [name, judgement]);
}

/** asprof: actions, options and one process id in any order; names are compared whole, nothing is joined. */
export function judgeAsprof(argv: readonly string[], context: Context): Judgement {
  const waiting = [...argv];
  const judgements: Judgement[] = [];
  const processes: string[] = [];
  for (let token = waiting.shift(); token !== undefined; token = waiting.shift()) {
    const check = valued.get(token);
    const known = plain.get(token);
    if (check !== undefined) judgements.push(check({ text: waiting.shift() ?? '', isWhole: true }, context));
    else if (known !== undefined) judgements.push(known);
    else if (/^[0-9{]/.test(token)) processes.push(token);
    else if (token.startsWith('-'))
      judgements.push(harmful('unreadable', `asprof has no option ${quote(token)}`));
    else judgements.push(harmful('executes', `asprof runs jps to find ${quote(token)}`));
  }
  const [process = '', second] = processes;
  return firstHarm([
    ...judgements,
    pid({ text: process, isWhole: true }, context),
    second === undefined ? harmless : unfit({ text: second, isWhole: true }, 'nothing more'),
  ]);
}
