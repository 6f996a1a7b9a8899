import { reasons } from '../../shared/domain/reasons.ts';
import type { Resource } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { checkCapture } from '../planning/check-capture.ts';
import type { StageDeps } from '../reconcile/stage.ts';
import { readToolRules } from '../settings/read-tool-rules.ts';
import type { TemplateCheck } from './template-status.ts';

/** Whether somebody was allowed to ask for the template, and a capture of it would be accepted now. */
export async function checkTemplate(
  template: Resource<PowerToolSpec>,
  { admission, source, ceiling }: Pick<StageDeps, 'admission' | 'source' | 'ceiling'>,
): Promise<TemplateCheck> {
  const admitted = admission.requireStamp(template);
  if (admitted.kind === 'notAdmitted')
    return { kind: 'refused', reason: reasons.NotAdmitted, message: admitted.message };
  const { spec, metadata } = template;
  const rules = await readToolRules(spec.tool.name, { source, ceiling });
  if (rules.kind === 'refused') return rules;
  const names = { runUid: metadata.uid, namespace: metadata.namespace, name: metadata.name };
  const checked = checkCapture(spec, rules.rules, names);
  return checked.kind === 'valid'
    ? { kind: 'accepted' }
    : { kind: 'refused', reason: reasons.Invalid, message: checked.faults.join('; ') };
}
