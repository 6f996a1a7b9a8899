import { parseDurationMs } from '../../../shared/domain/duration.ts';
import { listSome } from '../../../shared/domain/list-some.ts';
import { isTemplate, type PowerToolSpec } from '../../../shared/kinds/power-tool.ts';
import { type Finding, warning } from './finding.ts';

/** What the targets choose among the nodes as they are now. */
export interface TargetPreview {
  readonly selected: number;
  /** Named or matching nodes that no agent serves. */
  readonly missing: readonly string[];
}

/** Nodes come and go, so that targets which choose nothing now are odd, not wrong. */
export function noteTargets(spec: PowerToolSpec, preview: TargetPreview | undefined): readonly Finding[] {
  if (preview === undefined || isTemplate(spec)) return [];
  const { selected, missing } = preview;
  if (missing.length > 0) {
    return [warning(`spec.targets: no agent serves ${listSome(missing)} now: they will count as failed`)];
  }
  if (selected > 0 || parseDurationMs(spec.targets.waitFor) !== 0) return [];
  return [warning('spec.targets: no node matches now: the capture fails unless that changes, see waitFor')];
}
