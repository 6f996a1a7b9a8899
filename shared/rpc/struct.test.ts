import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadPackage } from './load-services.ts';
import { fromStruct, type JsonObject, toStruct } from './struct.ts';

/** The codec drops members of this name. */
function dropPrototypes(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

describe('google.protobuf.Struct', () => {
  it('brings any JSON object back as it was, over the wire', () => {
    const method = (
      loadPackage()['toe.v1.CaptureService'] as Record<
        string,
        { requestSerialize(v: object): Buffer; requestDeserialize(b: Buffer): { spec: never } }
      >
    ).CreateCapture;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const object = JSON.parse(JSON.stringify(value), dropPrototypes) as JsonObject;
        const bytes = method!.requestSerialize({ spec: toStruct(object) });
        expect(fromStruct(method!.requestDeserialize(bytes).spec)).toEqual(object);
      }),
      { numRuns: 100 },
    );
  });
});
