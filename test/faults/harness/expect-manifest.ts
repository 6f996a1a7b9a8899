import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { manifestSchema } from '../../../shared/manifest/manifest-schema.ts';

const check = new Ajv({ allErrors: true, formats: { 'date-time': true } }).compile(manifestSchema);

/** A manifest has every field that its schema asks for and none that the schema does not know. */
export function expectManifest(manifest: unknown): void {
  check(manifest);
  expect(check.errors ?? []).toEqual([]);
}
