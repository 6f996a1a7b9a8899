import { defaultConfigs } from '../../../shared/arguments/default-configs.ts';
import { defaultPolicies } from '../../../shared/arguments/default-policies.ts';
import type { Log } from '../../../shared/log.ts';
import { admitEverything } from '../../admission/admission.ts';
import type { Platform } from '../../platform.ts';
import { noEvents } from '../event-recorder.ts';
import { nextEpoch } from './next-epoch.ts';
import { openResourceFolder } from './open-resource-folder.ts';

const graceMs = 10_000;
const settleMs = 5_000;

/** Resources from a folder, and one coordinator, which leads from its start to its end. */
export async function openStandalonePlatform(dataDirectory: string, log: Log): Promise<Platform> {
  const source = await openResourceFolder({
    dataDir: dataDirectory,
    defaults: defaultConfigs,
    defaultPolicies,
    log,
  });
  const epoch = await nextEpoch(dataDirectory);
  return {
    source,
    cluster: undefined,
    events: noEvents,
    admission: admitEverything,
    reviews: undefined,
    termParts: [],
    leadership: {
      run: (onLead, signal) => onLead({ epoch, isHeld: () => true }, signal),
      currentLeader: () => undefined,
      isBlind: () => false,
      graceMs,
      settleMs,
    },
    parts: [],
  };
}
