import { namePattern } from '../../../shared/kinds/schema.ts';
import { showValue } from '../../../shared/kinds/validate-fault.ts';
import { findForm } from '../../../shared/kinds/validate-forms.ts';
import { isObjectName } from '../../../shared/kinds/validate-metadata.ts';
import { type Finding, fault } from './finding.ts';

/** Objects of TOE have shorter names than the API server allows others. */
export function checkName(name: string): readonly Finding[] {
  if (isObjectName(name)) return [];
  return [fault(`metadata.name: ${showValue(name)} is not a name: ${findForm(namePattern)?.right ?? ''}`)];
}
