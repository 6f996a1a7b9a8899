import type { TSchema } from 'typebox';
import { powerToolSpecSchema } from './power-tool.ts';
import { powerToolArgumentPolicySpecSchema } from './power-tool-argument-policy.ts';
import { powerToolConfigSpecSchema } from './power-tool-config.ts';
import { powerToolProcessingSpecSchema } from './power-tool-processing.ts';

export const apiVersion = 'toe.run/v1alpha1';

/** A Kind of the group toe.run, from which its CRD and the standalone parser are both made. */
export interface KindDefinition {
  readonly kind: KindName;
  readonly plural: string;
  readonly shortName: string;
  readonly specSchema: TSchema;
}

export type KindName = 'PowerTool' | 'PowerToolConfig' | 'PowerToolArgumentPolicy' | 'PowerToolProcessing';

export const kinds: ReadonlyMap<string, KindDefinition> = new Map(
  (
    [
      { kind: 'PowerTool', plural: 'powertools', shortName: 'pt', specSchema: powerToolSpecSchema },
      {
        kind: 'PowerToolConfig',
        plural: 'powertoolconfigs',
        shortName: 'ptc',
        specSchema: powerToolConfigSpecSchema,
      },
      {
        kind: 'PowerToolArgumentPolicy',
        plural: 'powertoolargumentpolicies',
        shortName: 'ptap',
        specSchema: powerToolArgumentPolicySpecSchema,
      },
      {
        kind: 'PowerToolProcessing',
        plural: 'powertoolprocessings',
        shortName: 'ptp',
        specSchema: powerToolProcessingSpecSchema,
      },
    ] satisfies KindDefinition[]
  ).map((definition) => [definition.kind, definition]),
);

/** An object of one of the Kinds, after defaulting and validation of its spec. */
export interface Resource<Spec> {
  readonly kind: KindName;
  readonly metadata: ResourceMetadata;
  readonly spec: Spec;
}

export interface ResourceMetadata {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Somebody deleted it; it stays for as long as a finalizer holds it. */
  readonly isBeingDeleted: boolean;
  /** What it belongs to and goes with: its controlling owner reference. */
  readonly owner: ResourceOwner | undefined;
  readonly finalizers: readonly string[];
}

export interface ResourceOwner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/** The metadata of an object that nobody labelled, owns, holds or deletes, but for its identity. */
export const plainMetadata = {
  labels: {},
  annotations: {},
  isBeingDeleted: false,
  owner: undefined,
  finalizers: [],
} as const;
