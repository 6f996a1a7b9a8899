import type { ErrorObject } from 'ajv';
import { type Fault, makeFault, type Step, showValue, suggestWord } from './validate-fault.ts';
import { findForm, isDurationForm } from './validate-forms.ts';

/** What ajv, in `verbose` mode, found in a spec, in words for people. `root` is the value that it checked. */
export function toFaults(errors: readonly ErrorObject[], root: unknown): readonly Fault[] {
  return errors.map((error) => {
    const steps = [...toSteps(error.instancePath, root), ...extraStep(error)];
    return makeFault(['spec', ...steps], explain(error));
  });
}

function toSteps(pointer: string, root: unknown): readonly Step[] {
  let current: unknown = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(current) ? Number(key) : key;
      current = readMember(current, step);
      return step;
    });
}

/** ajv reports a missing or unknown field at its parent; people look for it at itself. */
function extraStep(error: ErrorObject): readonly Step[] {
  const name: unknown = error.params.missingProperty ?? error.params.additionalProperty;
  return typeof name === 'string' ? [name] : [];
}

function explain(error: ErrorObject): string {
  const { keyword, params, data: value } = error;
  const schema = error.parentSchema ?? {};
  switch (keyword) {
    case 'required':
      return `is required: ${describe(readMember(schema.properties, String(params.missingProperty)))}`;
    case 'additionalProperties':
      return explainUnknown(String(params.additionalProperty), fieldsOf(schema));
    case 'type':
      return explainType(value, schema);
    case 'pattern':
      return explainPattern(value, schema);
    case 'enum': {
      const words = listWords(schema.enum);
      return `${showValue(value)} is unknown${suggestWord(String(value), words)}: use one of ${words.join(', ')}`;
    }
    case 'const':
      return `${showValue(value)} means nothing here: write ${showValue(schema.const)} or leave the field out`;
    case 'minimum':
    case 'maximum':
      return `${showValue(value)} is ${keyword === 'minimum' ? 'below' : 'above'} the limit of ${String(params.limit)}: ${rangeOf(schema)}`;
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return `is empty: give at least ${String(params.limit)}`;
    case 'maxLength':
      return `is too long: use at most ${String(params.limit)} characters`;
    case 'maxItems':
    case 'maxProperties':
      return `has too many entries: give at most ${String(params.limit)}`;
    default:
      return `${showValue(value)} is wrong: it ${error.message ?? 'does not fit the schema'}`;
  }
}

function explainUnknown(name: string, fields: readonly string[]): string {
  return `there is no such field${suggestWord(name, fields)}: use ${fields.join(', ')}`;
}

function explainType(value: unknown, schema: object): string {
  if (value === null) return 'has no value: give it one, or leave the field out';
  const wanted = readMember(schema, 'type');
  const shown = showValue(value);
  if (wanted === 'array') {
    if (typeof value !== 'string') return `${shown} is not a list: write it as [first, second]`;
    return `${shown} is not a list: write it as ${showValue(value.split(/\s+/).filter((word) => word !== ''))}`;
  }
  if (wanted === 'object')
    return `${shown} is not an object: give it fields, as ${fieldsOf(schema)[0] ?? 'key'}: …`;
  if (wanted === 'boolean') return `${shown} is not true or false: write true or false, without quotes`;
  if (wanted === 'integer')
    return `${shown} is not a whole number: write digits only, without quotes or unit`;
  const pattern = readMember(schema, 'pattern');
  if (typeof value === 'number' && isDurationForm(pattern)) return `${value} has no unit: write ${value}s`;
  if (typeof value === 'number' || typeof value === 'boolean')
    return `${shown} is not text: write it in quotes, "${shown}"`;
  const form = findForm(pattern);
  return form === undefined
    ? `${shown} is not text: write one text`
    : `${shown} is not ${form.what}: ${form.right}`;
}

function explainPattern(value: unknown, schema: object): string {
  const pattern = readMember(schema, 'pattern');
  const form = findForm(pattern);
  if (isDurationForm(pattern) && typeof value === 'string' && /^[0-9]{1,9}$/.test(value))
    return `"${value}" has no unit: write ${value}s`;
  if (form === undefined)
    return `${showValue(value)} does not have the right form: it must match ${String(pattern)}`;
  return `${showValue(value)} is not ${form.what}: ${form.right}`;
}

function rangeOf(schema: object): string {
  const minimum = readMember(schema, 'minimum');
  const maximum = readMember(schema, 'maximum');
  const from = minimum === undefined ? '' : `from ${showValue(minimum)} on`;
  if (maximum === undefined) return `use a number ${from}`;
  return minimum === undefined
    ? `use at most ${showValue(maximum)}`
    : `use ${showValue(minimum)} to ${showValue(maximum)}`;
}

function describe(schema: unknown): string {
  const description = readMember(schema, 'description');
  return typeof description === 'string' ? description.replace(/\.$/, '') : 'give it a value';
}

function fieldsOf(schema: object): readonly string[] {
  const properties = readMember(schema, 'properties');
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function listWords(words: unknown): readonly string[] {
  return Array.isArray(words) ? words.map(String) : [];
}

/** A member of a value of any form; undefined where there is none. */
export function readMember(value: unknown, step: Step): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return Object.getOwnPropertyDescriptor(value, step)?.value;
}
