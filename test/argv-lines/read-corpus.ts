import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** An argument list of the corpus, which lies beside the checkout, or where `TOE_ARGV_CORPUS` says. */
export interface CorpusLine {
  readonly id: string;
  readonly tool: string;
  /** Not always texts, and not always whole ones: on purpose. */
  readonly argv: readonly unknown[];
  readonly verdict: 'allow' | 'deny';
  readonly why: string;
}

/** Unbounded lines that their own remark permits where the agent's deadline is the bound, as it is here. */
const boundByTheAgent: ReadonlySet<string> = new Set(['D083']);

/** All lines, or none where there is no corpus. */
export function readCorpus(): readonly CorpusLine[] {
  const besideTheCheckout = fileURLToPath(new URL('../../../shared/argv/corpus.jsonl', import.meta.url));
  const path = process.env.TOE_ARGV_CORPUS ?? besideTheCheckout;
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): CorpusLine => JSON.parse(line));
}

export function isBenign({ id, verdict }: CorpusLine): boolean {
  return verdict === 'allow' || boundByTheAgent.has(id);
}

/** Whether every argument is a text that UTF-8 can carry. */
export function isText(argv: readonly unknown[]): argv is readonly string[] {
  return argv.every((token) => typeof token === 'string' && token.isWellFormed());
}
