import type { PowerToolSpec } from '../../../shared/kinds/power-tool.ts';
import { type CaptureName, checkCapture } from '../../planning/check-capture.ts';
import { type RulesDeps, readToolRules } from '../../settings/read-tool-rules.ts';
import { type Finding, fault, warning } from './finding.ts';

/** Whether the tool is there and, by its config, its policy and the baseline, may be used as the capture asks. */
export async function checkTool(
  spec: PowerToolSpec,
  names: CaptureName,
  deps: RulesDeps,
): Promise<readonly Finding[]> {
  const read = await readToolRules(spec.tool.name, deps);
  if (read.kind === 'refused') return [fault(read.message)];
  const checked = checkCapture(spec, read.rules, names);
  if (checked.kind === 'invalid') return checked.faults.map(fault);
  const { outsidePolicy } = checked;
  // What a policy only audits is not for whoever asks.
  if (outsidePolicy?.enforcement !== 'Warn') return [];
  const only = `policy "${outsidePolicy.policy}" only warns of it`;
  return outsidePolicy.why.map((why) => warning(`${why}: ${only}, so that it is carried out`));
}
