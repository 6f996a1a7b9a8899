import type { PowerToolSpec } from '../../../shared/kinds/power-tool.ts';
import { type CaptureName, checkCapture } from '../../planning/check-capture.ts';
import { readToolRules } from '../../reconcile/read-tool-rules.ts';
import type { ResourceSource } from '../../resources/resource-source.ts';
import { type Finding, fault } from './finding.ts';

/** Whether the tool is there and, by its config, its policy and the baseline, may be used as the capture asks. */
export async function checkTool(
  spec: PowerToolSpec,
  names: CaptureName,
  source: ResourceSource,
): Promise<readonly Finding[]> {
  const read = await readToolRules(spec.tool.name, source);
  if (read.kind === 'refused') {
    if (read.message.startsWith('spec.')) return [fault(read.message)];
    const right = 'ask an administrator to mend it, or use another tool';
    return [fault(`spec.tool.name: "${spec.tool.name}" cannot be used now: ${read.message}: ${right}`)];
  }
  const checked = checkCapture(spec, read.rules, names);
  return checked.kind === 'invalid' ? checked.faults.map(fault) : [];
}
