import { expect, it } from 'vitest';
import { validateSpec } from '../kinds/validate-spec.ts';
import { compilePolicy } from './compile-policy.ts';

const policy = (fields: object, ...options: readonly object[]): object => ({
  tool: 'perf',
  subcommands: [{ name: 'record', options }],
  ...fields,
});
const option = (...options: readonly object[]): object => policy({}, ...options);
const value = (name: string, narrowing: object): object => option({ names: [name], value: narrowing });
const overlay = (fields: object, ...options: readonly object[]): object =>
  policy({ namespaces: [{ names: ['dev-*'], ...fields }] }, ...options);
const at = (rest: string): string => `spec.subcommands[0].options[0]${rest}`;

/** What somebody writes, and all that is wrong with it: the field, what is wrong, what would be right; `…` for more. */
// biome-ignore format: a table
const badPolicies: readonly (readonly [title: string, spec: object, ...faults: string[]])[] = [
  ['no tool', { subcommands: [{}] }, 'spec.tool: is required: The tool'],
  ['a tool that no agent has', policy({ tool: 'netcat' }), 'spec.tool: no agent has a tool "netcat": use …'],
  ['a tool by its path', policy({ tool: '/usr/bin/perf' }), 'spec.tool: "/usr/bin/perf" is not a name: use at most 63 lower-case letters, digits and "-", a letter or digit first and last'],
  ['a tool in capitals', policy({ tool: 'Perf' }), 'spec.tool: "Perf" is not a name: use at most 63 lower-case letters, digits and "-", a letter or digit first and last'],
  ['an enforcement in small letters', policy({ enforcement: 'enforce' }), 'spec.enforcement: "enforce" is unknown (did you mean "Enforce"?): use one of Enforce, Warn, Audit'],
  ['an enforcement that is none', policy({ enforcement: 'Off' }), 'spec.enforcement: "Off" is unknown: use one of Enforce, Warn, Audit'],
  ['a duration in words', policy({ maxDuration: 'soon' }), 'spec.maxDuration: "soon" is not a duration: write it as 90s, 2m30s or 1h'],
  ['a duration without a unit', policy({ maxDuration: '30' }), 'spec.maxDuration: "30" has no unit: write 30s'],
  ['a duration below the least', policy({ maxDuration: '1s' }), 'spec.maxDuration: 1s is below the limit of 5s: use 5s to 24h'],
  ['a duration above a day', policy({ maxDuration: '2d' }), 'spec.maxDuration: 2d is above the limit of 24h: use 5s to 24h'],
  ['a field that there is not', policy({ maxDuraton: '10m' }), 'spec.maxDuraton: there is no such field (did you mean "maxDuration"?): use tool, enforcement, maxDuration, subcommands, namespaces'],
  ['no subcommands', { tool: 'perf', subcommands: [] }, 'spec.subcommands: is empty: give at least 1'],
  ['a subcommand that the baseline has not', policy({ subcommands: [{ name: 'script' }] }), 'spec.subcommands[0].name: subcommand "script" is not in the baseline of perf: use "record"…'],
  ['a subcommand where the tool has none', { tool: 'node-snapshot', subcommands: [{ name: 'now' }] }, 'spec.subcommands[0].name: subcommand "now" is not in the baseline of node-snapshot: use ""'],
  ['none where the tool has subcommands', policy({ subcommands: [{}] }), 'spec.subcommands[0].name: subcommand "" is not in the baseline of perf: use "record"…'],
  ['a subcommand twice', policy({ subcommands: [{ name: 'record' }, { name: 'record' }] }), 'spec.subcommands[1].name: "record" stands twice, first as entry 0: give it once'],
  ['an option that writes a file', option({ names: ['-o', '--output'] }), at(': option "-o, --output" of subcommand "record" is not one option of the baseline: narrow one of -F…')],
  ['an option that there is not', option({ names: ['-Z'] }), at(': option "-Z" of subcommand "record" is not one option of the baseline: narrow one of -F…')],
  ['an option by the beginning of its name', option({ names: ['--fre'] }), at(': option "--fre" of subcommand "record" is not one option of the baseline: narrow one of -F…')],
  ['an option by its negation', option({ names: ['--no-all-cpus'] }), at(': option "--no-all-cpus" of subcommand "record" is not one option of the baseline: narrow one of -F…')],
  ['an option without its dash', option({ names: ['F'] }), at('.names[0]: "F" is not the name of an option: write it with its dashes, as -F or --freq')],
  ['an option with its value', option({ names: ['--freq=99'] }), at('.names[0]: "--freq=99" is not the name of an option: write it with its dashes, as -F or --freq')],
  ['an option without names', option({ names: [] }), at('.names: is empty: give at least 1')],
  ['two options as one', option({ names: ['-F', '-a'] }), at(': option "-F, -a" of subcommand "record" is not one option of the baseline: narrow one of -F…')],
  ['an option twice by one name', option({ names: ['-a'] }, { names: ['-a'] }), 'spec.subcommands[0].options[1]: option "-a" of subcommand "record" stands there twice: leave one out'],
  ['an option twice by two names', option({ names: ['-F'] }, { names: ['--freq'] }), 'spec.subcommands[0].options[1]: option "--freq" of subcommand "record" stands there twice: leave one out'],
  ['an option of a tool without any', { tool: 'node-snapshot', subcommands: [{ options: [{ names: ['-a'] }] }] }, at(': option "-a" of the tool is not one option of the baseline: leave it out')],
  ['a value of a flag', value('-a', { max: 1 }), at('.value: option "-a" of subcommand "record" is a flag and takes no value: leave it out')],
  ['a type of a flag', value('-g', { type: 'integer' }), at('.value: option "-g" of subcommand "record" is a flag and takes no value: leave it out')],
  ['a type that is another', value('-F', { type: 'enum' }), at('.value.type: option "-F" of subcommand "record": "enum" is not its type: write integer, or leave it out')],
  ['a type in the words of a schema', value('-e', { type: 'enum', values: ['cycles'] }), at('.value.type: option "-e" of subcommand "record": "enum" is not its type: write events, or leave it out')],
  ['a type with blanks', value('-F', { type: 'any number' }), at('.value.type: "any number" is not a word: use at most 32 letters')],
  ['a maximum above the baseline', value('-F', { max: 5000 }), at('.value.max: option "-F" of subcommand "record": 5000 is above 999, the most that the baseline allows: give 1 to 999')],
  ['a minimum below the baseline', value('-F', { min: 0 }), at('.value.min: option "-F" of subcommand "record": 0 is below 1, the least that the baseline allows: give 1 to 999')],
  ['a minimum above the baseline', value('-F', { min: 1000 }), at('.value.min: option "-F" of subcommand "record": 1000 is above 999, the most that the baseline allows: give 1 to 999')],
  ['a maximum below the baseline', value('-F', { max: -1 }), at('.value.max: option "-F" of subcommand "record": -1 is below 1, the least that the baseline allows: give 1 to 999')],
  ['bounds the wrong way', value('-F', { min: 50, max: 20 }), at('.value.min: 50 is above max, 20: no value would be left')],
  ['a bound with a fraction', value('-F', { max: 49.5 }), at('.value.max: 49.5 is not a whole number: write digits only, without quotes or unit')],
  ['a bound as text', value('-F', { max: '49' }), at('.value.max: "49" is not a whole number: write digits only, without quotes or unit')],
  ['values of a number', value('-F', { values: ['49', '99'] }), at('.value.values: option "-F" of subcommand "record": values of its type take min and max: leave values out')],
  ['a pattern of a number', value('-F', { pattern: '[0-9]+' }), at('.value.pattern: option "-F" of subcommand "record": values of its type take min and max: leave pattern out')],
  ['a wildcard among events', value('-e', { values: ['cycles', 'syscalls:*'] }), at('.value.values[1]: option "-e" of subcommand "record": "syscalls:*" is not in the baseline: use cpu-clock…')],
  ['an event that is none', value('-e', { values: ['cycle'] }), at('.value.values[0]: option "-e" of subcommand "record": "cycle" is not in the baseline: use cpu-clock…')],
  ['an event with a modifier', value('-e', { values: ['cycles:u'] }), at('.value.values[0]: option "-e" of subcommand "record": "cycles:u" is not in the baseline: use cpu-clock…')],
  ['no values', value('-e', { values: [] }), at('.value.values: is empty: give at least 1')],
  ['a range of events', value('-e', { max: 1 }), at('.value.max: option "-e" of subcommand "record": values of its type take values and pattern: leave max out')],
  ['a pattern with lookahead', value('-e', { pattern: '(?!cycles).*' }), at('.value.pattern: option "-e" of subcommand "record": cannot be read: invalid or unsupported Perl syntax: `(?!`: write it in the syntax of RE2')],
  ['a pattern that is not closed', value('-e', { pattern: 'sched:(.*' }), at('.value.pattern: option "-e" of subcommand "record": cannot be read: missing closing ): `sched:(.*`: write it in the syntax of RE2')],
  ['a pattern that counts too far', value('-e', { pattern: '(.{999}){9}' }), at('.value.pattern: option "-e" of subcommand "record": cannot be read: invalid repeat count: `{9}`: write it in the syntax of RE2')],
  ['a pattern that is too large', value('-e', { pattern: '(cycles|.{999})' }), at('.value.pattern: option "-e" of subcommand "record": is too large: it compiles to 1010 steps, 1000 is the limit: write it with smaller counts')],
  ['a pattern that is too long', value('-e', { pattern: 'x'.repeat(257) }), at('.value.pattern: is too long: use at most 256 characters')],
  ['a pattern that nothing matches', value('-e', { pattern: 'cycle' }), at('.value.pattern: option "-e" of subcommand "record": matches none of cpu-clock…: write one that matches all of a value')],
  ['a pattern that leaves none of the values', value('-e', { values: ['cs', 'faults'], pattern: 'sched:.*' }), at('.value.pattern: option "-e" of subcommand "record": matches none of page-faults, context-switches: no value would be left: write one that matches all of a value')],
  ['an empty pattern', value('-e', { pattern: '' }), at('.value.pattern: is empty: give at least 1')],
  ['a mode of call graphs that there is not', value('--call-graph', { values: ['no'] }), at('.value.values[0]: option "--call-graph" of subcommand "record": "no" is not in the baseline: use fp, dwarf, lbr')],
  ['a stack above the baseline', value('--call-graph', { max: 65528 }), at('.value.max: option "--call-graph" of subcommand "record": 65528 is above 16384, the most that the baseline allows: give 1024 to 16384')],
  ['a pattern of call graphs', value('--call-graph', { pattern: 'fp' }), at('.value.pattern: option "--call-graph" of subcommand "record": values of its type take min and max and values: leave pattern out')],
  ['values of pids', value('-p', { values: ['1'] }), at('.value.values: option "-p" of subcommand "record": values of its type are allowed all or none: leave values out')],
  ['a range of CPUs', value('-C', { max: 3 }), at('.value.max: option "-C" of subcommand "record": values of its type are allowed all or none: leave max out')],
  ['a field of a value that there is not', value('-F', { regex: '9+' }), at('.value.regex: there is no such field: use type, min, max, values, pattern')],
  ['more occurrences than the baseline', option({ names: ['-e'], maxOccurs: 5 }), at('.maxOccurs: option "-e" of subcommand "record" may stand 4 times by the baseline, not 5: give at most 4')],
  ['two occurrences of what stands once', option({ names: ['-F'], maxOccurs: 2 }), at('.maxOccurs: option "-F" of subcommand "record" may stand once by the baseline, not 2: give at most 1')],
  ['no occurrence', option({ names: ['-e'], maxOccurs: 0 }), at('.maxOccurs: 0 is below the limit of 1: use 1 to 64')],
  ['a conflict with what there is not', option({ names: ['-g'], conflictsWith: ['-o'] }), at('.conflictsWith[0]: option "-g" of subcommand "record": "-o" is no option of the baseline: use -F, --freq…')],
  ['a conflict with itself', option({ names: ['-F'], conflictsWith: ['--freq'] }), at('.conflictsWith[0]: option "-F" of subcommand "record" conflicts with itself: leave the option out of the policy')],
  ['a conflict with what is added', option({ names: ['-g'], conflictsWith: ['-F'] }), at('.conflictsWith[0]: option "-g" of subcommand "record" conflicts with -F, which is added to a line that lacks it: leave one of the two out of the policy')],
  ['no conflicts', option({ names: ['-g'], conflictsWith: [] }), at('.conflictsWith: is empty: give at least 1')],
  ['required options that the baseline keeps apart', option({ names: ['-a'], required: true }, { names: ['-p'], required: true }), at('.required: option "-a" of subcommand "record" is required and conflicts with -p, which is required too: require one of the two'), 'spec.subcommands[0].options[1].required: option "-p" of subcommand "record" is required and conflicts with -a, which is required too: require one of the two'],
  ['required options that the policy keeps apart', option({ names: ['-g'], required: true, conflictsWith: ['-i'] }, { names: ['-i'], required: true }), at('.required: option "-g" of subcommand "record" is required and conflicts with -i, which is required too: require one of the two')],
  ['operands that the baseline has not', policy({ subcommands: [{ name: 'record', operands: 'any' }] }), 'spec.subcommands[0].operands: "any" is more than the baseline has: write none or durationSleep, or leave it out'],
  ['operands of a tool without any', { tool: 'node-snapshot', subcommands: [{ operands: 'durationSleep' }] }, 'spec.subcommands[0].operands: "durationSleep" is more than the baseline has: write none, or leave it out'],
  ['operands as a line', policy({ subcommands: [{ name: 'record', operands: 'sleep 5' }] }), 'spec.subcommands[0].operands: "sleep 5" is not a word: use at most 32 letters'],
  ['an overlay without namespaces', overlay({ names: [], denyOptions: ['-a'] }), 'spec.namespaces[0].names: is empty: give at least 1'],
  ['an overlay of a regular expression', overlay({ names: ['dev-.+'], denyOptions: ['-a'] }), 'spec.namespaces[0].names[0]: "dev-.+" is not a name of namespaces: use at most 63 lower-case letters, digits, "-" and "*", as dev-*, no "-" first and last'],
  ['an overlay of a namespace in capitals', overlay({ names: ['Dev'], denyOptions: ['-a'] }), 'spec.namespaces[0].names[0]: "Dev" is not a name of namespaces: use at most 63 lower-case letters, digits, "-" and "*", as dev-*, no "-" first and last'],
  ['an overlay that takes nothing away', overlay({}), 'spec.namespaces[0]: takes nothing away: give denyOptions, denySubcommands or maxDuration'],
  ['an overlay of an option that there is not', overlay({ denyOptions: ['-a', '--no-such'] }), 'spec.namespaces[0].denyOptions[1]: "--no-such" is no option of perf: use -F, -e…'],
  ['an overlay of a subcommand that there is not', overlay({ denySubcommands: ['script'] }), 'spec.namespaces[0].denySubcommands[0]: "script" is no subcommand of perf: use "record"…'],
  ['an overlay that allows', overlay({ allowOptions: ['-a'] }), 'spec.namespaces[0].allowOptions: there is no such field: use names, denyOptions, denySubcommands, maxDuration', 'spec.namespaces[0]: takes nothing away: give denyOptions, denySubcommands or maxDuration'],
  ['an overlay with a longer duration', policy({ maxDuration: '10m', namespaces: [{ names: ['dev'], maxDuration: '11m' }] }), 'spec.namespaces[0].maxDuration: 11m is above spec.maxDuration, 10m: an overlay only takes away: give less'],
  ['an overlay with a duration below the least', overlay({ maxDuration: '1s' }), 'spec.namespaces[0].maxDuration: 1s is below the limit of 5s: use 5s to 24h'],
  ['an overlay that denies what is required', overlay({ denyOptions: ['--freq'] }, { names: ['-F'], required: true }), 'spec.namespaces[0].denyOptions[0]: takes away --freq, which the policy requires: nothing of perf record could run: leave it there, or deny the subcommand'],
  ['an overlay that brings a default back', overlay({ denyOptions: ['-F'] }, { names: ['-F'], value: { max: 49 } }), 'spec.namespaces[0].denyOptions[0]: takes away -F, which would then be 99, and the policy does not allow that: nothing of perf record could run: leave it there, or deny the subcommand'],
  ['everything at once', policy({ namespaces: [{ names: ['dev'], denyOptions: ['--no-such'] }] }, { names: ['-o'] }, { names: ['-F'], value: { max: 5000 }, maxOccurs: 3 }, { names: ['-e'], value: { pattern: 'x' } }), at(': option "-o" of subcommand "record" is not one option of the baseline: narrow one of -F…'), 'spec.subcommands[0].options[1].maxOccurs: option "-F" of subcommand "record" may stand once by the baseline, not 3: give at most 1', 'spec.subcommands[0].options[1].value.max: option "-F" of subcommand "record": 5000 is above 999, the most that the baseline allows: give 1 to 999', 'spec.subcommands[0].options[2].value.pattern: option "-e" of subcommand "record": matches none of cpu-clock…: write one that matches all of a value', 'spec.namespaces[0].denyOptions[0]: "--no-such" is no option of perf: use -F, -e…'],
];

it('there are enough of them', () => {
  expect(badPolicies.length).toBeGreaterThanOrEqual(60);
});

const rows = badPolicies.map(([title, spec, ...faults]) => ({ title, spec, faults }));

it.each(rows)('$title is refused, and what helps is said', ({ spec, faults }) => {
  const judged = judge(spec);
  expect(judged.map((text, index) => shorten(text, faults[index] ?? ''))).toEqual(faults);
});

/** The text with what the pattern leaves open as `…`. */
function shorten(text: string, pattern: string): string {
  const [start = '', end] = pattern.split('…');
  return end !== undefined && text.startsWith(start) && text.endsWith(end) ? pattern : text;
}

function judge(spec: object): readonly string[] {
  const validated = validateSpec('PowerToolArgumentPolicy', spec);
  if (validated.kind === 'invalid') return validated.faults.map(({ path, message }) => `${path}: ${message}`);
  const compiled = compilePolicy(validated.spec);
  return compiled.kind === 'ready' ? [] : compiled.faults;
}
