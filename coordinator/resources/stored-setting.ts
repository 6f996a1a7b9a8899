import type { ResourceMetadata } from '../../shared/kinds/kinds.ts';
import type { PowerToolArgumentPolicySpec } from '../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../shared/kinds/power-tool-config.ts';
import type {
  PowerToolArgumentPolicyStatus,
  PowerToolConfigStatus,
} from '../../shared/kinds/setting-status.ts';
import type { Read, ResourceRef } from './resource-source.ts';

/** What somebody wrote, whether it can be honoured or not. */
export type Written<Spec> = Exclude<Read<Spec>, { readonly kind: 'absent' }>;

/** A config or policy that an administrator wrote. */
export type StoredSetting =
  | ({ readonly kind: 'PowerToolConfig'; readonly read: Written<PowerToolConfigSpec> } & Stored)
  | ({
      readonly kind: 'PowerToolArgumentPolicy';
      readonly read: Written<PowerToolArgumentPolicySpec>;
    } & Stored);

interface Stored {
  readonly metadata: ResourceMetadata;
  /** As it is stored, of any form; undefined where there is none yet. */
  readonly status: unknown;
  /** What is odd about how it is stored, for people; `''`: nothing. */
  readonly remark: string;
}

export interface SettingRef extends ResourceRef {
  readonly kind: StoredSetting['kind'];
}

export type SettingStatus = PowerToolConfigStatus | PowerToolArgumentPolicyStatus;
