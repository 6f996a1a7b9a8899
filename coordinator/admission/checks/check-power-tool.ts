import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { validateSpec } from '../../../shared/kinds/validate-spec.ts';
import type { ReviewedUser } from '../../identity/reviews.ts';
import type { JudgeDeps } from '../judge-deps.ts';
import { checkAccess, listNeededAccess } from './check-access.ts';
import { checkName } from './check-name.ts';
import { checkProcessings } from './check-processings.ts';
import { checkTool } from './check-tool.ts';
import { type Finding, fault } from './finding.ts';
import { noteTargets } from './note-targets.ts';

/**
 * Every fault of a PowerTool as the world is now, and of the rights of `user`, unless that is undefined. Rejects where
 * the API server gives no answer.
 */
export async function checkPowerTool(
  {
    namespace,
    name,
    object,
  }: { readonly namespace: string; readonly name: string; readonly object: unknown },
  user: ReviewedUser | undefined,
  deps: Pick<JudgeDeps, 'source' | 'ceiling' | 'reviews' | 'home' | 'previewTargets'>,
): Promise<readonly Finding[]> {
  const named = checkName(name);
  const validated = validateSpec('PowerTool', readMember(object, 'spec') ?? {});
  if (validated.kind === 'invalid')
    return [...named, ...validated.faults.map(({ path, message }) => fault(`${path}: ${message}`))];
  const { spec } = validated;
  const found = await Promise.all([
    checkTool(spec, { runUid: '', namespace, name }, deps),
    checkProcessings(spec, deps.source),
    user === undefined ? [] : checkAccess(listNeededAccess(spec, deps.home), user, deps.reviews),
  ]);
  return [...named, ...found.flat(), ...noteTargets(spec, deps.previewTargets(spec.targets))];
}
