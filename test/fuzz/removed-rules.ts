/** A rule of the engine, and how its source reads without it. */
export interface RemovableRule {
  readonly name: string;
  /** Below `shared/arguments`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly piece: string;
  readonly without: string;
}

/** Rules without which the engine would accept what it must not. */
export const removableRules: readonly RemovableRule[] = [
  {
    name: 'names of options are whole',
    file: 'parse-options.ts',
    piece: 'grammar.withheld.has(name) ? undefined : grammar.options.get(name)',
    without:
      '(grammar.options.get(name) ?? [...grammar.options].find(([known]) => name.length > 3 && known.startsWith(name))?.[1])',
  },
  {
    name: 'integers are canonical',
    file: 'values/parse-integer.ts',
    piece: 'canonicalInteger.test(text) ? Number(text) : undefined',
    without: 'Number(text)',
  },
  {
    name: 'integers are within their range',
    file: 'values/read-value.ts',
    piece: 'integer === undefined || !(integer >= min && integer <= max)',
    without: 'integer === undefined',
  },
  {
    name: 'no value hides in a cluster of flags',
    file: 'parse-options.ts',
    piece: 'if (option.value !== undefined && option.isValueOptional !== true) {',
    without: 'if (option.value === grammar) {',
  },
  {
    name: 'options are not repeated',
    file: 'check-combination.ts',
    piece: 'if (count > most) {',
    without: 'if (count > most + 9) {',
  },
  {
    name: 'locked options are not set again',
    file: 'check-combination.ts',
    piece: 'checkLocked(line, given) ??',
    without: '',
  },
  {
    name: 'options that conflict do not stand together',
    file: 'check-combination.ts',
    piece: 'checkConflicts(line, all, present, findNarrowed) ??',
    without: '',
  },
  {
    name: 'options that are required stand there',
    file: 'check-combination.ts',
    piece: 'if (missing === undefined) return undefined;',
    without: 'if (missing === undefined || missing.length > 0) return undefined;',
  },
  {
    name: 'defaults are written',
    file: 'add-defaults.ts',
    piece: 'completed.push({ name: option, value, place });',
    without: '',
  },
  {
    name: 'words of an operand are known',
    file: 'operands/read-form.ts',
    piece: 'words.every((word, index) => word === said[index])',
    without: 'words.length > 0',
  },
  {
    name: 'a tool without operands gets none',
    file: 'read-operands.ts',
    piece: 'return readNone(operands, context);',
    without:
      "return { kind: 'operands', executed: operands.map((each) => each.argument), canonical: operands.map((each) => each.argument) };",
  },
  {
    name: 'a sleep ends within the duration',
    file: 'operands/read-sleep.ts',
    piece: 'count >= 1 && count <= maxSeconds',
    without: 'count >= 1',
  },
  {
    name: 'pids are those of targets',
    file: 'values/read-target-pids.ts',
    piece: '|| !targetPids.has(pid)',
    without: '',
  },
  {
    name: 'one pid where the tool takes one',
    file: 'values/read-target-pids.ts',
    piece: 'parts.length > maxPids || ',
    without: '',
  },
  {
    name: 'network devices are those of the node',
    file: 'values/read-value.ts',
    piece: 'isTaken && devices.has(text)',
    without: 'text.length > 0',
  },
  {
    name: 'words of an enumeration are known',
    file: 'values/read-value.ts',
    piece: 'grammar.values.includes(text)',
    without: 'text.length > 0',
  },
  {
    name: 'words of a list are known',
    file: 'values/read-words.ts',
    piece: 'parts.every((part) => words.includes(part))',
    without: 'parts.length > 0',
  },
  {
    name: 'a list has its prefix',
    file: 'values/read-words.ts',
    piece: 'text.startsWith(prefix) &&',
    without: '',
  },
  {
    name: 'modifiers of events are known',
    file: 'values/read-events.ts',
    piece: ' || !modifierPattern.test(modifiers)',
    without: '',
  },
  {
    name: 'names are written fixed',
    file: 'values/read-value.ts',
    piece: "{ kind: 'read', canonical: written }",
    without: "{ kind: 'read', canonical: text }",
  },
  {
    name: 'words of a filter are known',
    file: 'operands/tokenise-filter.ts',
    piece: 'filterWords.has(text) ||',
    without: '/^[a-z]/.test(text) ||',
  },
  {
    name: 'names in a filter stand where none is looked up',
    file: 'operands/tokenise-filter.ts',
    piece: '      return false;\n  }\n}',
    without: '      return isPortRange(text) || escapedWords.has(text);\n  }\n}',
  },
  {
    name: 'blanks stand between the words of a filter',
    file: 'operands/read-filter.ts',
    piece: "tokens.join(' ')",
    without: "tokens.join('')",
  },
  {
    name: 'a filter has at most 1,024 characters',
    file: 'operands/read-filter.ts',
    piece: 'text.length > maxCharacters',
    without: 'text.length > maxCharacters * 99',
  },
  {
    name: 'what shows the whole node is not for pods',
    file: 'confine-to-pods.ts',
    piece: 'if (confinement === undefined) {',
    without: 'if (confinement === undefined) return unconfined;\n  if (confinement === baseline) {',
  },
  {
    name: 'the pids of pods stand on the line',
    file: 'confine-to-pods.ts',
    piece: "return { kind: 'confined', withheld, added, pidSlot: undefined };",
    without: "return { kind: 'confined', withheld, added: [], pidSlot: undefined };",
  },
];

/** The source of the rule's file without it. Throws where its piece does not stand there exactly once. */
export function withoutRule({ name, file, piece, without }: RemovableRule, source: string): string {
  const parts = source.split(piece);
  if (parts.length === 2) return parts.join(without);
  const why = `its piece stands ${parts.length - 1} times in "${file}": once is right`;
  throw new Error(`Cannot remove rule "${name}": ${why}`);
}
