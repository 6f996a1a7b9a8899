import type { Fence } from '../leadership/fence.ts';
import type { ResourceSource, WriteGuard } from './resource-source.ts';

/**
 * The same source, but what a leader writes by itself is written only while the fence lets it, request by request, and
 * given up when the signal aborts.
 */
export function fenceSource(source: ResourceSource, fence: Fence, signal: AbortSignal): ResourceSource {
  /** The fence is asked at once too: not every source asks the guard. */
  const guardFor = (what: string): WriteGuard => {
    fence(what);
    return { signal, check: () => fence(what) };
  };
  return {
    watch: (onChange, watching) => source.watch(onChange, watching),
    readPowerTool: (ref) => source.readPowerTool(ref),
    listPowerTools: (namespace) => source.listPowerTools(namespace),
    readConfig: (tool) => source.readConfig(tool),
    listConfigs: () => source.listConfigs(),
    readPolicy: (name) => source.readPolicy(name),
    listProcessings: () => source.listProcessings(),
    listSettings: () => source.listSettings(),
    listenSettings: (onChange) => source.listenSettings(onChange),
    writeSettingStatus: async (ref, uid, status) =>
      source.writeSettingStatus(ref, uid, status, guardFor('write a status')),
    writeStatus: async (ref, uid, status) => source.writeStatus(ref, uid, status, guardFor('write a status')),
    setFinalizer: async (ref, uid, isWanted) =>
      source.setFinalizer(ref, uid, isWanted, guardFor('write a finalizer')),
    createPowerTool: async (input) => source.createPowerTool(input, guardFor('create a capture')),
    requestStop: async (ref) => source.requestStop(ref, guardFor('stop a capture')),
    deletePowerTool: async (ref, uid) => source.deletePowerTool(ref, uid, guardFor('delete a capture')),
  };
}
