import { narrowToNamespace } from '../../shared/arguments/narrow-to-namespace.ts';
import { toDurationText } from '../../shared/domain/duration.ts';
import type { ToolPolicy } from '../settings/tool-rules.ts';
import { type AskedLine, type JudgedLine, judgeLine } from './judge-line.ts';
import type { OutsidePolicy } from './plan.ts';

export interface UnderPolicy {
  readonly line: JudgedLine;
  /** What an enforcing policy has against the duration. */
  readonly faults: readonly string[];
  /** What a policy that does not enforce would have refused. */
  readonly outsidePolicy: OutsidePolicy | undefined;
}

/**
 * Judges a line by its policy as that is for the namespace. Where the policy does not enforce, the line is judged by
 * the baseline alone, and what the policy had against it is said beside.
 */
export function judgeUnderPolicy(
  asked: AskedLine,
  policy: ToolPolicy | undefined,
  namespace: string,
): UnderPolicy {
  const byBaseline = { faults: [], outsidePolicy: undefined };
  if (policy === undefined) return { ...byBaseline, line: judgeLine(asked, undefined) };
  const against = findAgainst(asked, policy, namespace);
  const { name, enforcement } = policy;
  if (enforcement === 'Enforce')
    return { line: against.line, faults: against.duration, outsidePolicy: undefined };
  const why = [...against.duration, ...(against.line.kind === 'refused' ? [against.line.fault] : [])];
  if (why.length === 0) return { ...byBaseline, line: against.line };
  return {
    line: judgeLine(asked, undefined),
    faults: [],
    outsidePolicy: { policy: name, enforcement, why },
  };
}

function findAgainst(
  asked: AskedLine,
  { compiled }: ToolPolicy,
  namespace: string,
): { readonly line: JudgedLine; readonly duration: readonly string[] } {
  const { policy, overlaid } = narrowToNamespace(compiled, namespace);
  const globs = overlaid.map((glob) => `"${glob}"`).join(', ');
  const where = globs === '' ? '' : ` for namespaces ${globs}`;
  const { name, duration } = asked.spec.tool;
  const { maxDurationMs } = policy;
  const limit = `the limit of "${toDurationText(maxDurationMs)}" that the argument policy of "${name}" sets${where}`;
  // Said once: the line is judged as one that is short enough.
  const line = judgeLine({ ...asked, durationMs: Math.min(asked.durationMs, maxDurationMs) }, policy);
  return {
    line:
      line.kind === 'refused' && line.rule === 'policy' && where !== ''
        ? { ...line, fault: `${line.fault}; the policy takes it away${where}` }
        : line,
    duration: asked.durationMs > maxDurationMs ? [`spec.tool.duration: "${duration}" is above ${limit}`] : [],
  };
}
