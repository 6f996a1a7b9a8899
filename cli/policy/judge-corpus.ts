import { catalogue } from '../../shared/arguments/baseline/catalogue.ts';
import { parseDurationMs } from '../../shared/domain/duration.ts';
import { judgeCorpusLine, writeRow } from './corpus-line.ts';
import { CorpusCount, type CorpusSummary } from './corpus-summary.ts';
import { findRules, type LineRules, noRules } from './find-rules.ts';
import { judgeLine, type LineRequest } from './judge-line.ts';
import type { DocumentFault, PolicyDocuments } from './policy-documents.ts';
import { splitLines } from './split-lines.ts';

/** What the lines of a corpus may refer to. */
const targetPids: ReadonlySet<number> = new Set([1234, 5678]);
const netDevices: ReadonlySet<string> = new Set(['eth0', 'any']);
const durationMs = 600_000;

const maxLineCharacters = 16 * 1024 * 1024;
const flushedCharacters = 64 * 1024;

export type CorpusRules =
  | { readonly kind: 'found'; readonly rules: ReadonlyMap<string, LineRules> }
  | { readonly kind: 'faulty'; readonly faults: readonly DocumentFault[] };

/** The rules of every tool; what is wrong with any of them is told before the first line. */
export function findCorpusRules(documents: PolicyDocuments, namespace: string): CorpusRules {
  const found = [...catalogue.keys()].map((tool) => ({
    tool,
    ...findRules(documents, { tool, namespace }),
  }));
  const faults = found.flatMap((each) => (each.kind === 'faulty' ? each.faults : []));
  if (faults.length > 0) return { kind: 'faulty', faults };
  const rules = found.flatMap((each) => (each.kind === 'found' ? [[each.tool, each.rules] as const] : []));
  return { kind: 'found', rules: new Map(rules) };
}

/**
 * Judges every line of a corpus as it comes and writes a row for each. `write` resolves with whether anybody still
 * reads: where nobody does, the rest is left, and undefined comes back.
 */
export async function judgeCorpus(
  chunks: AsyncIterable<Uint8Array | string>,
  rules: ReadonlyMap<string, LineRules>,
  write: (text: string) => Promise<boolean>,
): Promise<CorpusSummary | undefined> {
  const count = new CorpusCount();
  let rows = '';
  for await (const line of splitLines(chunks, maxLineCharacters)) {
    const judged = judgeCorpusLine(line, count.lineCount + 1, (tool, args) => {
      const bound = (typeof tool === 'string' ? rules.get(tool) : undefined) ?? noRules;
      return judgeLine(toRequest(tool, args, bound), bound);
    });
    count.add(judged);
    rows += writeRow(judged.row);
    if (rows.length < flushedCharacters) continue;
    if (!(await write(rows))) return undefined;
    rows = '';
  }
  return (await write(rows)) ? count : undefined;
}

/** Lines of a corpus are about arguments: what the rules let run for less time than a corpus has is judged by theirs. */
function toRequest(tool: unknown, args: unknown, { policy, config }: LineRules): LineRequest {
  const longestMs = Math.min(
    durationMs,
    policy?.compiled.maxDurationMs ?? Infinity,
    parseDurationMs(config?.spec.limits.duration ?? '') ?? Infinity,
  );
  return { tool, args, durationMs: longestMs, scope: 'node', targetPids, netDevices };
}
