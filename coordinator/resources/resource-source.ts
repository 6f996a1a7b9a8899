import type { Resource, ResourceMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolSpec, PowerToolStatus } from '../../shared/kinds/power-tool.ts';
import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../shared/kinds/power-tool-processing.ts';
import type { Fault } from '../../shared/kinds/validate-fault.ts';
import type { SettingRef, SettingStatus, StoredSetting } from './stored-setting.ts';

/**
 * Where the resources come from and where their status goes: the one thing that differs between standalone mode
 * (a folder of YAML files) and Kubernetes. Every resource that is handed out is valid and defaulted; a PowerTool that cannot
 * be honoured is handed out as such. Reading is
 * from memory; a promise that rejects means that the store itself is broken (a full disk, a lost API server).
 */
export interface ResourceSource {
  /**
   * Calls `onChange` once for every PowerTool there is, then for every one that is added, changed or removed, or
   * whose file got or lost a fault, until the signal aborts. `onChange` must not throw. Statuses are not watched.
   */
  watch(onChange: (ref: ResourceRef) => void, signal: AbortSignal): Promise<void>;

  /** Undefined once it is removed. */
  readPowerTool(ref: ResourceRef): Promise<StoredPowerTool | undefined>;
  /** Those of a namespace by name, or with `''` all of them by namespace and name. */
  listPowerTools(namespace: string): Promise<readonly StoredPowerTool[]>;

  /** The administrator's config of a tool, else the default one of the baseline. */
  readConfig(tool: string): Promise<Read<PowerToolConfigSpec>>;
  /** All configs by name, the defaults of tools without an administrator's one among them. */
  listConfigs(): Promise<readonly Found<PowerToolConfigSpec>[]>;
  readPolicy(name: string): Promise<Read<PowerToolArgumentPolicySpec>>;
  listProcessings(): Promise<readonly Found<PowerToolProcessingSpec>[]>;

  /** The configs and policies that administrators wrote, also those that cannot be honoured; no defaults. */
  listSettings(): Promise<readonly StoredSetting[]>;
  /** Calls whenever one of them is added, changed or removed, until disposed of. Their statuses are not told of. */
  listenSettings(onChange: () => void): Disposable;
  /** Durable when it resolves. `gone`: there is no such object any more, or another one under its name. */
  writeSettingStatus(
    ref: SettingRef,
    uid: string,
    status: SettingStatus,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone'>;

  /**
   * Durable when it resolves. `gone`: there is no such object any more, or another one under its name. `ended`: another
   * coordinator has ended it in another way, which stays. Rejects when the guard's signal aborts; it may be written then
   * or not.
   */
  writeStatus(
    ref: ResourceRef,
    uid: string,
    status: PowerToolStatus,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone' | 'ended'>;

  /** Stores the spec as given, after validating it. */
  createPowerTool(input: CreatePowerTool, guard?: WriteGuard): Promise<Created>;
  /**
   * Holds the object, so that deleting it only marks it as being deleted until it is let go; or lets it go. `gone`:
   * there is no such object any more, another one under its name, or it is being deleted and can be held no more.
   */
  setFinalizer(
    ref: ResourceRef,
    uid: string,
    isWanted: boolean,
    guard?: WriteGuard,
  ): Promise<'written' | 'gone'>;
  /** Sets `spec.stop`. */
  requestStop(ref: ResourceRef, guard?: WriteGuard): Promise<'requested' | 'gone'>;
  /** With a `uid` that one alone, not another one that has its name by now. */
  deletePowerTool(ref: ResourceRef, uid?: string, guard?: WriteGuard): Promise<'deleted' | 'gone'>;
}

/** Of a leader, whose word may lapse in the middle of a write that takes several requests. */
export interface WriteGuard {
  /** Gives up what is under way. */
  readonly signal: AbortSignal;
  /** Asked right before each request that changes something; throws where it may not be sent any more. */
  readonly check: () => void;
}

export interface ResourceRef {
  readonly namespace: string;
  readonly name: string;
}

export type StoredPowerTool =
  | {
      readonly kind: 'valid';
      readonly resource: Resource<PowerToolSpec>;
      readonly status: PowerToolStatus | undefined;
    }
  /** The store took it, as under the schema of another version, but it cannot be honoured. */
  | {
      readonly kind: 'invalid';
      readonly metadata: ResourceMetadata;
      readonly message: string;
      readonly status: PowerToolStatus | undefined;
    };

export function metadataOf(stored: StoredPowerTool): ResourceMetadata {
  return stored.kind === 'valid' ? stored.resource.metadata : stored.metadata;
}

export interface Found<Spec> {
  readonly kind: 'found';
  readonly resource: Resource<Spec>;
  /** SHA-256, 64 hexadecimal digits, of the canonical JSON of the defaulted spec. */
  readonly digest: string;
}

/** `invalid`: somebody wrote it, but it cannot be honoured; falling back to a default would widen what they meant. */
export type Read<Spec> =
  | Found<Spec>
  | { readonly kind: 'absent' }
  | { readonly kind: 'invalid'; readonly message: string };

export interface CreatePowerTool {
  readonly namespace: string;
  readonly name: string;
  readonly spec: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** The PowerTool that it belongs to: in Kubernetes it goes when that goes. */
  readonly owner?: { readonly name: string; readonly uid: string };
}

export type Created =
  | { readonly kind: 'created'; readonly resource: Resource<PowerToolSpec> }
  | { readonly kind: 'exists' }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };
