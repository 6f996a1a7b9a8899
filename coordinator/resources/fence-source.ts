import type { Fence } from '../leadership/fence.ts';
import type { ResourceSource } from './resource-source.ts';

/**
 * The same source, but what a leader writes by itself is written only while the fence lets it, and given up when the
 * signal aborts.
 */
export function fenceSource(source: ResourceSource, fence: Fence, signal: AbortSignal): ResourceSource {
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
    writeSettingStatus: async (ref, uid, status) => {
      fence('write a status');
      return source.writeSettingStatus(ref, uid, status, signal);
    },
    writeStatus: async (ref, uid, status) => {
      fence('write a status');
      return source.writeStatus(ref, uid, status, signal);
    },
    setFinalizer: async (ref, uid, isWanted) => {
      fence('write a finalizer');
      return source.setFinalizer(ref, uid, isWanted, signal);
    },
    createPowerTool: async (input) => {
      fence('create a capture');
      return source.createPowerTool(input);
    },
    requestStop: async (ref) => {
      fence('stop a capture');
      return source.requestStop(ref);
    },
    deletePowerTool: async (ref, uid) => {
      fence('delete a capture');
      return source.deletePowerTool(ref, uid);
    },
  };
}
