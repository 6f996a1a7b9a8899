import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';
import { digestSpec } from '../resources/digest-spec.ts';

/** SHA-256 of what may not change after acceptance: the spec without `stop`. */
export function digestAccepted(spec: PowerToolSpec): string {
  const { stop: _stop, ...fixed } = spec;
  return digestSpec(fixed);
}
