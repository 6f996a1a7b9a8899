import { Ajv, type ValidateFunction } from 'ajv';
import { type KindName, kinds } from './kinds.ts';
import type { PowerToolSpec } from './power-tool.ts';
import type { PowerToolArgumentPolicySpec } from './power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from './power-tool-config.ts';
import type { PowerToolProcessingSpec } from './power-tool-processing.ts';
import { specRules } from './power-tool-rules.ts';
import type { Fault } from './validate-fault.ts';
import { toFaults } from './validate-schema-faults.ts';

/** The spec of each Kind, after defaulting. */
export interface Specs {
  readonly PowerTool: PowerToolSpec;
  readonly PowerToolConfig: PowerToolConfigSpec;
  readonly PowerToolArgumentPolicy: PowerToolArgumentPolicySpec;
  readonly PowerToolProcessing: PowerToolProcessingSpec;
}

export type Validated<Kind extends KindName> =
  | { readonly kind: 'valid'; readonly spec: Specs[Kind] }
  | { readonly kind: 'invalid'; readonly faults: readonly Fault[] };

/**
 * Checks what somebody wrote as the `spec` of a Kind, fills in the defaults, and lists every fault. Works on a
 * copy: the input, which must be plain data as JSON or YAML gives it, stays as it is.
 */
export type ValidateSpec = <Kind extends KindName>(kind: Kind, input: unknown) => Validated<Kind>;

/** Makes a validator that compiles the schema of a Kind when it is first asked for, and keeps it. */
function createSpecValidator(): ValidateSpec {
  // Made when it is first needed: an agent that has had no command does without it.
  let ajv: Ajv | undefined;
  const compiled = new Map<KindName, ValidateFunction>();
  const schemaValidator = <Kind extends KindName>(kind: Kind): ValidateFunction<Specs[Kind]> => {
    ajv ??= new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: true });
    const known = compiled.get(kind) ?? ajv.compile(readDefinition(kind).specSchema);
    compiled.set(kind, known);
    return known as ValidateFunction<Specs[Kind]>;
  };
  return (kind, input) => {
    const spec: unknown = structuredClone(input);
    const hasValidForm = schemaValidator(kind);
    const isOfForm = hasValidForm(spec);
    const faults = [...toFaults(hasValidForm.errors ?? [], spec), ...checkRules(kind, spec)];
    return isOfForm && faults.length === 0
      ? { kind: 'valid', spec }
      : { kind: 'invalid', faults: firstPerPath(faults) };
  };
}

/** The validator of this process. Pure: what it keeps is the compiled schemas. */
export const validateSpec: ValidateSpec = createSpecValidator();

function checkRules(kind: KindName, spec: unknown): readonly Fault[] {
  return (specRules.get(kind) ?? []).flatMap((rule) => rule(spec));
}

function readDefinition(kind: KindName): { readonly specSchema: object } {
  const definition = kinds.get(kind);
  if (definition === undefined) throw new RangeError(`Cannot validate kind "${kind}": there is no such Kind`);
  return definition;
}

/** A value that is wrong in two ways is one fault to the person who mends it. */
function firstPerPath(faults: readonly Fault[]): readonly Fault[] {
  const seen = new Set<string>();
  return faults.filter(({ path }) => !seen.has(path) && seen.add(path));
}
