import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { conditionsSchema } from './condition-schema.ts';
import type { Condition } from './power-tool.ts';

/** `status` of a PowerToolConfig. */
export interface PowerToolConfigStatus {
  /** `Ready`: captures may use the tool; its message says what does not hold as it was written. */
  readonly conditions: readonly Condition[];
  /** The generation that this was found of. */
  readonly observedGeneration: number;
  /** Of the argument policy that holds; `''` where there is none. */
  readonly policyDigest: string;
  /** Of the connected agents. */
  readonly nodes: { readonly supported: number; readonly unsupported: number };
}

/** `status` of a PowerToolArgumentPolicy. */
export interface PowerToolArgumentPolicyStatus {
  readonly conditions: readonly Condition[];
  readonly observedGeneration: number;
  /** As in `effective.policyDigest` of captures; `''` where the policy is not ready. */
  readonly digest: string;
  /** Options that the policy may not have as it has them, as `record: -o, --output`; the first 64. */
  readonly rejectedOptions: readonly string[];
}

const observedGeneration = Type.Integer({
  description: 'The generation that this was found of.',
  minimum: 0,
});
const digest = (description: string) => Type.String({ description, maxLength: 71 });
const count = (description: string) => Type.Integer({ description, minimum: 0 });

/** As the API server checks it. What is not here would be pruned. */
export const powerToolConfigStatusSchema = Type.Object(
  {
    conditions: conditionsSchema,
    observedGeneration,
    policyDigest: digest('Of the argument policy that holds; empty without one.'),
    nodes: Type.Object(
      {
        supported: count('Agents that can run the tool.'),
        unsupported: count('Agents that cannot: toe nodes says why.'),
      } satisfies Record<keyof PowerToolConfigStatus['nodes'], TSchema>,
      { description: 'How many of the connected agents.' },
    ),
  } satisfies Record<keyof PowerToolConfigStatus, TSchema>,
  { description: 'What the coordinator found; written by it alone.' },
);

export const powerToolArgumentPolicyStatusSchema = Type.Object(
  {
    conditions: conditionsSchema,
    observedGeneration,
    digest: digest('As in status.effective.policyDigest of captures; empty where it is not ready.'),
    rejectedOptions: Type.Array(Type.String({ maxLength: 256 }), {
      description: 'Options that it may not have as it has them, as "record: -o, --output"; the first 64.',
      maxItems: 64,
    }),
  } satisfies Record<keyof PowerToolArgumentPolicyStatus, TSchema>,
  { description: 'What the coordinator found; written by it alone.' },
);

/** What a PowerToolProcessing has. */
export const conditionsOnlySchema = Type.Object(
  { conditions: conditionsSchema },
  { description: 'What the coordinator found; written by it alone.' },
);
