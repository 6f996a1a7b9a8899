import type { Log } from '../../../shared/log.ts';
import { readDefaults } from '../read-defaults.ts';
import type { ResourceSource } from '../resource-source.ts';
import { defaultWatchRule, type WatchRule } from './keep-watching.ts';
import { makeKindCaches } from './kind-caches.ts';
import type { KubeApi } from './kube-api.ts';
import { resourceOf } from './kube-resource.ts';
import { KubernetesResourceSource } from './kubernetes-resource-source.ts';

export interface KubernetesResourceOptions {
  readonly api: KubeApi;
  /** Of the coordinator: configs, policies and processings are honoured only here. */
  readonly namespace: string;
  /** The specs of the configs that hold where an administrator wrote none, by tool. */
  readonly defaults: ReadonlyMap<string, unknown>;
  /** The same of argument policies, by name. */
  readonly defaultPolicies?: ReadonlyMap<string, unknown>;
  readonly log: Log;
  readonly rule?: WatchRule;
}

/**
 * Opens the resources of a cluster and lists them once, so that reads answer before `watch` runs. Throws an Error
 * with a remedy where the API server does not answer or refuses, and a RangeError for a default that is not valid.
 */
export async function openKubernetesResources(
  options: KubernetesResourceOptions,
  signal: AbortSignal,
): Promise<ResourceSource> {
  const { api, namespace, log, rule = defaultWatchRule } = options;
  const defaults = {
    configs: readDefaults('PowerToolConfig', options.defaults),
    policies: readDefaults('PowerToolArgumentPolicy', options.defaultPolicies ?? new Map()),
  };
  const caches = makeKindCaches(log);
  try {
    const [powerTools, configs, policies, processings] = await Promise.all([
      api.list(resourceOf('PowerTool'), { namespace: '' }, signal),
      api.list(resourceOf('PowerToolConfig'), { namespace }, signal),
      api.list(resourceOf('PowerToolArgumentPolicy'), { namespace }, signal),
      api.list(resourceOf('PowerToolProcessing'), { namespace }, signal),
    ]);
    caches.powerTools.replace(powerTools);
    caches.configs.replace(configs);
    caches.policies.replace(policies);
    caches.processings.replace(processings);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const remedy = 'install the CRDs, and give the coordinator the rights of its chart';
    throw new Error(`Cannot read resources from the API server: ${why}: ${remedy}`, { cause: error });
  }
  return new KubernetesResourceSource({ api, caches, defaults, namespace, rule, log });
}
