import { isDeepStrictEqual } from 'node:util';
import { kinds } from '../../shared/kinds/kinds.ts';
import { leaveOutDefaults } from '../../shared/kinds/leave-out-defaults.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { type Validated, validateSpec } from '../../shared/kinds/validate-spec.ts';
import { applyCeiling, describeCut } from '../settings/ceiling.ts';
import { checkConfig } from '../settings/check-config.ts';
import type { AdmissionRequest, AdmissionVerdict } from './admission-request.ts';
import { checkConfigPolicy } from './checks/check-config-policy.ts';
import { checkName } from './checks/check-name.ts';
import { checkPolicy } from './checks/check-policy.ts';
import { checkProcessing } from './checks/check-processing.ts';
import { type Finding, fault, warning } from './checks/finding.ts';
import type { JudgeDeps } from './judge-deps.ts';
import { toVerdict } from './to-verdict.ts';

type Setting = Exclude<AdmissionRequest['kind'], 'PowerTool'>;

/** Checks a config, a policy or a processing where its spec is new. RBAC alone says who may write one. */
export async function judgeSetting(
  request: AdmissionRequest & { readonly kind: Setting },
  deps: JudgeDeps,
): Promise<AdmissionVerdict> {
  const { kind, object, oldObject, namespace } = request;
  const schema = kinds.get(kind)?.specSchema;
  const [said, saidBefore] = [object, oldObject].map((each) =>
    leaveOutDefaults(schema, readMember(each, 'spec')),
  );
  if (oldObject !== undefined && isDeepStrictEqual(said, saidBefore)) return toVerdict(request, []);
  const findings = [...checkName(request.name), ...(await check(request, deps))];
  if (namespace === deps.home) return toVerdict(request, findings);
  const away = `metadata.namespace: a ${kind} is honoured only in namespace "${deps.home}"`;
  return toVerdict(request, [...findings, warning(away)]);
}

async function check(
  { kind, object, name }: AdmissionRequest & { readonly kind: Setting },
  { source, ceiling }: JudgeDeps,
): Promise<readonly Finding[]> {
  const spec = readMember(object, 'spec') ?? {};
  switch (kind) {
    case 'PowerToolConfig':
      return await checkValid(validateSpec(kind, spec), async (valid) => [
        ...checkConfig(name, valid).map(fault),
        ...(await checkConfigPolicy(name, valid, source)),
        ...applyCeiling(valid, ceiling).cuts.map((cut) => warning(describeCut(cut))),
      ]);
    case 'PowerToolArgumentPolicy':
      return await checkValid(validateSpec(kind, spec), async (valid) => checkPolicy(valid));
    case 'PowerToolProcessing':
      return await checkValid(validateSpec(kind, spec), (valid) => checkProcessing(valid, source));
    default:
      return kind satisfies never;
  }
}

async function checkValid<Kind extends Setting>(
  validated: Validated<Kind>,
  check: (spec: Extract<Validated<Kind>, { readonly kind: 'valid' }>['spec']) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  if (validated.kind === 'valid') return await check(validated.spec);
  return validated.faults.map(({ path, message }) => fault(`${path}: ${message}`));
}
