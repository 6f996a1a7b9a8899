import { describe, expect, it } from 'vitest';
import { wholeSpecs } from '../../test/kube/whole-specs.ts';
import { kinds } from './kinds.ts';
import { leaveOutDefaults } from './leave-out-defaults.ts';
import { validateSpec } from './validate-spec.ts';

const schema = kinds.get('PowerTool')?.specSchema;
const written = { tool: { name: 'perf', duration: '30s' }, targets: { nodeNames: ['a'] } };

function fillIn(spec: unknown): object {
  const validated = validateSpec('PowerTool', spec);
  if (validated.kind === 'invalid') throw new Error(JSON.stringify(validated.faults));
  return validated.spec;
}

describe('leaveOutDefaults', () => {
  it('takes back what defaulting filled in', () => {
    expect(leaveOutDefaults(schema, fillIn(written))).toEqual(written);
    expect(leaveOutDefaults(schema, written)).toEqual(written);
  });

  it('keeps what says something else than the default', () => {
    const said = { ...written, output: { retention: '8d', deletionPolicy: 'Retain' }, stop: true };
    const kept = { ...written, output: { retention: '8d' }, stop: true };
    expect(leaveOutDefaults(schema, fillIn(said))).toEqual(kept);
  });

  it.each(wholeSpecs)('loses nothing of a whole %s', (kind, spec) => {
    const filledIn = validateSpec(kind, spec);
    const said = leaveOutDefaults(kinds.get(kind)?.specSchema, spec);
    expect(filledIn.kind).toBe('valid');
    expect(validateSpec(kind, said)).toEqual(filledIn);
  });

  it.each([[null], ['text'], [[1, null]], [{ tool: 'perf', targets: [] }]])('takes %j as it is', (value) => {
    expect(leaveOutDefaults(schema, value)).toEqual(value);
  });

  it('is not misled by a member called __proto__', () => {
    const value: unknown = JSON.parse('{"targets":{"__proto__":{"nodeNames":["a"]}}}');
    expect(JSON.stringify(leaveOutDefaults(schema, value))).toBe(JSON.stringify(value));
  });
});
