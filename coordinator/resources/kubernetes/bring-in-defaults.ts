import { defaultConfigs } from '../../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../../shared/arguments/default-policies.ts';
import type { Log } from '../../../shared/log.ts';
import { type BackoffRule, backoffMs } from '../../../shared/runtime/backoff.ts';
import type { Clock } from '../../../shared/runtime/clock.ts';
import { isAbort, type Part, untilAborted } from '../../../shared/runtime/group.ts';
import { applyDefaults } from './apply-defaults.ts';
import type { KubeApi } from './kube-api.ts';

const backoff: BackoffRule = { initialMs: 1_000, maxMs: 60_000 };

/**
 * Applies the configs and policies of the tools that TOE brings, until all are there. They pass the admission webhook as anybody's
 * objects do, which this coordinator itself may be about to serve, so that the first tries may fail.
 */
export function bringInDefaults(deps: {
  readonly api: KubeApi;
  readonly namespace: string;
  readonly clock: Clock;
  readonly log: Log;
}): Part {
  const defaults = { configs: defaultConfigs, policies: defaultPolicies };
  return async (signal) => {
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      try {
        const applied = await applyDefaults(deps, defaults, signal);
        if (applied.every(({ outcome }) => outcome === 'applied')) break;
      } catch (error) {
        if (isAbort(error)) return;
        deps.log.warn({ err: error }, 'Failed to apply the default objects');
      }
      await deps.clock.sleep(backoffMs(backoff, attempt, Math.random()), signal).catch(() => undefined);
    }
    await untilAborted(signal);
  };
}
