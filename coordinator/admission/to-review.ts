import { clipText } from '../../shared/domain/clip-text.ts';
import type { AdmissionVerdict } from './admission-request.ts';

const reasons = {
  400: 'BadRequest',
  403: 'Forbidden',
  422: 'Invalid',
  500: 'InternalError',
  503: 'ServiceUnavailable',
} as const;

/** kube-apiserver shortens a longer one; https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#response. */
const maxWarningLength = 256;

/** The AdmissionReview, admission.k8s.io/v1, that answers the question with this uid. */
export function toReview(uid: string, verdict: AdmissionVerdict): object {
  const warnings = verdict.warnings.map((text) => clipText(text, maxWarningLength));
  const about = { uid, ...(warnings.length === 0 ? {} : { warnings }) };
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { ...about, ...toAnswer(verdict) },
  };
}

function toAnswer(verdict: AdmissionVerdict): object {
  if (verdict.kind === 'refused') {
    const { code, message } = verdict;
    const causes = verdict.faults.map(toCause);
    const details = causes.length === 0 ? {} : { details: { causes } };
    return {
      allowed: false,
      status: { status: 'Failure', code, reason: reasons[code], message, ...details },
    };
  }
  if (verdict.patch.length === 0) return { allowed: true };
  const patch = Buffer.from(JSON.stringify(verdict.patch)).toString('base64');
  return { allowed: true, patchType: 'JSONPatch', patch };
}

/** A fault as `spec.tool.args: why` is one of that field. */
function toCause(fault: string): object {
  const [, field, why] = /^((?:spec|metadata)[^\s:]*): (.*)$/s.exec(fault) ?? [];
  return field === undefined ? { message: fault } : { reason: 'FieldValueInvalid', field, message: why };
}
