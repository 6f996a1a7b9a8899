import { checkCapture } from '../../coordinator/planning/check-capture.ts';
import { makePlan } from '../../coordinator/planning/make-plan.ts';
import type { Plan } from '../../coordinator/planning/plan.ts';
import { newRun, type Run } from '../../coordinator/reconcile/run.ts';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';

/** The plan of a perf capture on these nodes; their uids are `uid-<name>`. `more`: fields of its spec. */
export function aPlan(nodes: readonly string[], missing: readonly string[] = [], more: object = {}): Plan {
  const spec = validateSpec('PowerTool', {
    tool: { name: 'perf', args: ['record', '-F', '99', '-a'], duration: '10s' },
    targets: { allNodes: true },
    ...more,
  });
  const config = validateSpec('PowerToolConfig', defaultConfigs.get('perf'));
  if (spec.kind === 'invalid' || config.kind === 'invalid') throw new Error('The builder is out of date');
  const names = { runUid: 'run-1', namespace: 'default', name: 'x' };
  const digests = { configDigest: 'c', policyDigest: '' };
  const rules = { config: config.spec, cuts: [], policy: undefined, documents: [], ...digests };
  const checked = checkCapture(spec.spec, rules, names);
  if (checked.kind === 'invalid') throw new Error(checked.faults.join('; '));
  return makePlan({
    names,
    spec: spec.spec,
    specDigest: 's',
    command: checked.command,
    rules: [],
    argv: checked.argv,
    template: '',
    requestedBy: 'somebody',
    targets: {
      matched: nodes.length + missing.length,
      selected: nodes.map((name) => ({
        name,
        uid: `uid-${name}`.slice(0, 60),
        pods: [],
        wasCordoned: false,
        wasLeaving: false,
      })),
      missing: missing.map((name) => ({ name, reason: 'NodeNotConnected', message: 'No agent' })),
      cordoned: [],
      notReady: [],
    },
    nowUnixUs: 1_700_000_000_000_000,
  });
}

/** A run of that plan at its beginning. */
export function aRun(nodes: readonly string[], missing: readonly string[] = [], more: object = {}): Run {
  return newRun({ namespace: 'default', name: 'x' }, aPlan(nodes, missing, more));
}
