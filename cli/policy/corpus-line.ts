import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { toAsciiJson } from './ascii-json.ts';
import type { LineVerdict } from './judge-line.ts';
import type { FileLine } from './split-lines.ts';

/** What is printed of a line of a corpus; the order is that of the fields. */
export interface CorpusRow {
  /** What the line has, where that is a plain value, else null. */
  readonly id: string | number | boolean | null;
  readonly verdict: 'allow' | 'deny';
  /** What would be executed after the tool's path; empty where it is denied. */
  readonly argv: readonly string[];
  readonly rule: string;
  /** Why it is denied; empty where it is allowed and nothing is against it. */
  readonly message: string;
}

export interface JudgedRow {
  readonly row: CorpusRow;
  /** What the line itself expects, where it says so. */
  readonly expected: 'allow' | 'deny' | undefined;
}

/** Judges a line of a corpus, `{id, tool, argv, verdict, class, why}`, whatever stands there. `number` is from 1. */
export function judgeCorpusLine(
  line: FileLine,
  number: number,
  judge: (tool: unknown, args: unknown) => LineVerdict,
): JudgedRow {
  const read = readObject(line);
  if (typeof read === 'string') return toUnreadable(number, read);
  const [id, tool, argv, expected] = ['id', 'tool', 'argv', 'verdict'].map((key) => readMember(read, key));
  const verdict = judge(tool, argv);
  return {
    row: {
      id: toPlain(id),
      verdict: verdict.kind === 'allowed' ? 'allow' : 'deny',
      argv: verdict.kind === 'allowed' ? verdict.argv : [],
      rule: verdict.rule,
      message: verdict.message,
    },
    expected: expected === 'allow' || expected === 'deny' ? expected : undefined,
  };
}

/** The line of JSON for a row. */
export function writeRow({ id, verdict, argv, rule, message }: CorpusRow): string {
  return `${toAsciiJson({ id, verdict, argv, rule, message })}\n`;
}

function readObject(line: FileLine): object | string {
  if (line.kind === 'tooLong') return 'it is too long: give at most 16 Mi characters';
  if (line.text.trim() === '') return 'it is empty: give an object, or leave the line out';
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `it is no JSON: ${why.replace(/[^\x20-\x7e]/g, '?').slice(0, 120)}`;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  const found = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return `it is ${found}, not an object: begin with {"id": `;
}

function toUnreadable(number: number, why: string): JudgedRow {
  const message = `Cannot read line ${number}: ${why}`;
  return { row: { id: null, verdict: 'deny', argv: [], rule: 'shape', message }, expected: undefined };
}

function toPlain(id: unknown): CorpusRow['id'] {
  return typeof id === 'string' || typeof id === 'number' || typeof id === 'boolean' ? id : null;
}
