import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WriteRequest, WriteRequest__Output } from './generated/toe/v1/WriteRequest.ts';
import { services } from './services.ts';
import { artifactServiceDefinition, decodeWriteRequest, encodeWriteRequest } from './write-codec.ts';

const generic = services.ArtifactService.service.Write;
const messages = fc.record({
  uploadId: fc.string({ unit: 'grapheme', maxLength: 200 }),
  offset: fc.oneof(fc.maxSafeNat(), fc.nat(300)),
  crc32: fc.integer({ min: 0, max: 0xffff_ffff }),
  data: fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
});

/** proto3 leaves default values out; protobufjs writes every field that it is given. */
function withoutDefaults(message: WriteRequest__Output): WriteRequest {
  return {
    ...(message.uploadId === '' ? {} : { uploadId: message.uploadId }),
    ...(message.offset === 0 ? {} : { offset: message.offset }),
    ...(message.crc32 === 0 ? {} : { crc32: message.crc32 }),
    ...(message.data.length === 0 ? {} : { data: message.data }),
  };
}

describe('WriteRequest encoded by hand', () => {
  it('is byte for byte what protobufjs writes of the fields that are set', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(encodeWriteRequest(message).toString('hex')).toBe(
          generic.requestSerialize(withoutDefaults(message)).toString('hex'),
        );
      }),
    );
  });

  it('reads what protobufjs writes', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(decodeWriteRequest(generic.requestSerialize(message))).toEqual(message);
      }),
    );
  });

  it('is read by protobufjs', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(generic.requestDeserialize(encodeWriteRequest(message))).toMatchObject({ ...message });
      }),
    );
  });

  it('gives the data as a view of the message, not a copy', () => {
    const bytes = encodeWriteRequest({ data: Buffer.from('abc') });
    expect(decodeWriteRequest(bytes).data.buffer).toBe(bytes.buffer);
  });

  it('skips fields of a newer protocol', () => {
    const newer = Buffer.concat([
      Buffer.from([0x2a, 2, 7, 7, 0x30, 0x81, 1, 0x3d, 1, 2, 3, 4]),
      encodeWriteRequest({ offset: 5, data: Buffer.from('x') }),
      Buffer.from([0x39, 1, 2, 3, 4, 5, 6, 7, 8]),
    ]);
    expect(decodeWriteRequest(newer)).toEqual({ uploadId: '', offset: 5, crc32: 0, data: Buffer.from('x') });
  });

  it.each([
    ['a number without an end', [0x10, 0x80]],
    ['a number of eleven bytes', [0x10, ...Array.from({ length: 10 }, () => 0xff), 1]],
    ['data longer than the message', [0x22, 9, 1]],
    ['a checksum cut short', [0x1d, 1]],
    ['a group', [0x2b]],
  ])('refuses %s', (_what, bytes) => {
    expect(() => decodeWriteRequest(Buffer.from(bytes))).toThrow(RangeError);
  });

  it('stands in the definition for Write alone', () => {
    expect(artifactServiceDefinition.Write.requestDeserialize).toBe(decodeWriteRequest);
    expect(artifactServiceDefinition.OpenUpload).toBe(services.ArtifactService.service.OpenUpload);
  });
});
