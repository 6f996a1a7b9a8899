import type { Log } from '../shared/log.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { EpochStore } from './artifacts/opened-store.ts';
import type { CoordinatorConfig } from './config.ts';
import type { Platform } from './platform.ts';
import { openKubernetesPlatform } from './resources/kubernetes/open-kubernetes-platform.ts';
import { openStandalonePlatform } from './resources/standalone/open-standalone-platform.ts';

/** The platform that the configuration names. Throws an Error with a remedy. */
export async function openPlatform(
  config: CoordinatorConfig,
  deps: { readonly clock: Clock; readonly log: Log; readonly epochs: EpochStore },
): Promise<Platform> {
  return config.resources === 'folder'
    ? openStandalonePlatform(config.dataDirectory, deps.log)
    : openKubernetesPlatform(config, deps);
}
