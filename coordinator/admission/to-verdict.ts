import { clipText } from '../../shared/domain/clip-text.ts';
import type { AdmissionRequest, AdmissionVerdict, PatchOperation } from './admission-request.ts';
import type { Finding } from './checks/finding.ts';

const maxMessageLength = 32_768;
const maxCauses = 100;

/** Puts what was found into one answer: all faults in one sentence, or the patch. */
export function toVerdict(
  request: Pick<AdmissionRequest, 'kind' | 'namespace' | 'name' | 'operation'>,
  findings: readonly Finding[],
  patch: readonly PatchOperation[] = [],
): AdmissionVerdict {
  const warnings = findings.filter(({ kind }) => kind === 'warning').map(({ text }) => text);
  const faults = findings.filter(({ kind }) => kind !== 'warning');
  if (faults.length === 0) return { kind: 'allowed', warnings, patch };
  const texts = faults.map(({ text }) => text);
  const { kind, namespace, name, operation } = request;
  const deed = `${operation === 'CREATE' ? 'create' : 'update'} ${kind} "${namespace}/${name}"`;
  return {
    kind: 'refused',
    code: faults.every((each) => each.kind === 'forbidden') ? 403 : 422,
    message: clipText(`Cannot ${deed}: ${texts.join('; ')}`, maxMessageLength),
    faults: texts.slice(0, maxCauses),
    warnings,
  };
}
