import { digestSpec } from '../../shared/kinds/digest-spec.ts';
import type { PowerToolSpec } from '../../shared/kinds/power-tool.ts';

/** SHA-256 of what may not change after acceptance: the spec without what may be edited at any time. */
export function digestAccepted(spec: PowerToolSpec): string {
  const { stop: _stop, suspend: _suspend, ttlSecondsAfterFinished: _ttl, output, ...fixed } = spec;
  const { retention: _retention, ...fixedOutput } = output;
  // Nodes that keep files were told the retention with their commands.
  return digestSpec({ ...fixed, output: output.mode === 'node' ? output : fixedOutput });
}
