import {
  type ChannelCredentials,
  type ChannelOptions,
  type Client,
  makeClientConstructor,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { uploadChannelOptions } from './channel-options.ts';
import type { ArtifactServiceClient, ArtifactServiceDefinition } from './generated/toe/v1/ArtifactService.ts';
import type { WriteRequest, WriteRequest__Output } from './generated/toe/v1/WriteRequest.ts';
import { services } from './services.ts';

/** Tags of `WriteRequest` in artifact.proto: field number << 3 | wire type. */
const uploadIdTag = (1 << 3) | 2;
const offsetTag = (2 << 3) | 0;
const crc32Tag = (3 << 3) | 5;
const dataTag = (4 << 3) | 2;

/** The canonical proto3 bytes: fields in order, default values left out. One copy of `data`. */
export function encodeWriteRequest(message: WriteRequest): Buffer {
  const { uploadId = '', crc32 = 0, data = emptyBytes } = message;
  const offset = Number(message.offset ?? 0);
  if (typeof data === 'string') throw new TypeError('Cannot encode a chunk: its data must be bytes');
  const idBytes = Buffer.byteLength(uploadId);
  const idSize = idBytes === 0 ? 0 : 1 + varintSize(idBytes) + idBytes;
  const offsetSize = offset === 0 ? 0 : 1 + varintSize(offset);
  const crcSize = crc32 === 0 ? 0 : 5;
  const dataSize = data.length === 0 ? 0 : 1 + varintSize(data.length) + data.length;
  const bytes = Buffer.allocUnsafe(idSize + offsetSize + crcSize + dataSize);
  let at = 0;
  if (idSize > 0) {
    bytes[at] = uploadIdTag;
    at = writeVarint(bytes, at + 1, idBytes);
    at += bytes.write(uploadId, at, 'utf8');
  }
  if (offsetSize > 0) {
    bytes[at] = offsetTag;
    at = writeVarint(bytes, at + 1, offset);
  }
  if (crcSize > 0) {
    bytes[at] = crc32Tag;
    at = bytes.writeUInt32LE(crc32, at + 1);
  }
  if (dataSize > 0) {
    bytes[at] = dataTag;
    at = writeVarint(bytes, at + 1, data.length);
    bytes.set(data, at);
  }
  return bytes;
}

/**
 * Reads a `WriteRequest`; `data` is a view of `bytes`, not a copy. Unknown fields are skipped, of a repeated
 * field the last one counts. Throws a RangeError for what is no protobuf message.
 */
export function decodeWriteRequest(bytes: Buffer): WriteRequest__Output {
  const message: WriteRequest__Output = { uploadId: '', offset: 0, crc32: 0, data: emptyBytes };
  const cursor = { at: 0 };
  while (cursor.at < bytes.length) {
    const tag = readVarint(bytes, cursor);
    if (tag === uploadIdTag) message.uploadId = readBytes(bytes, cursor).toString('utf8');
    else if (tag === offsetTag) message.offset = readVarint(bytes, cursor);
    else if (tag === crc32Tag) message.crc32 = skip(bytes, cursor, 4).readUInt32LE(0);
    else if (tag === dataTag) message.data = readBytes(bytes, cursor);
    else skipField(bytes, cursor, tag & 7);
  }
  return message;
}

/** The service with `Write` encoded by hand; for `Server.addService` and for the client below. */
export const artifactServiceDefinition: ArtifactServiceDefinition = {
  ...services.ArtifactService.service,
  Write: {
    ...services.ArtifactService.service.Write,
    requestSerialize: encodeWriteRequest,
    requestDeserialize: decodeWriteRequest,
  },
};

/** A client of ArtifactService on a connection of its own (`uploadChannelOptions`, overridden by `options`). */
export function makeArtifactClient(
  address: string,
  credentials: ChannelCredentials,
  options: ChannelOptions = {},
): ArtifactServiceClient {
  const client = new Constructor(address, credentials, { ...uploadChannelOptions, ...options });
  if (!isArtifactClient(client)) throw new TypeError('Cannot make a client: "write" is not in the service');
  return client;
}

const emptyBytes = Buffer.alloc(0);
const definition: ServiceDefinition = { ...artifactServiceDefinition };
const Constructor = makeClientConstructor(definition, 'ArtifactService');

function isArtifactClient(client: Client): client is ArtifactServiceClient {
  return 'write' in client && 'openUpload' in client && 'finishUpload' in client && 'getUpload' in client;
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

function writeVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) {
    bytes[at] = (rest % 128) + 128;
    at += 1;
  }
  bytes[at] = rest;
  return at + 1;
}

/** Up to 2^64; above 2^53 the number is not exact, and whoever reads it refuses it. */
function readVarint(bytes: Buffer, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 10; shift += 1) {
    const byte = bytes[cursor.at];
    if (byte === undefined) break;
    cursor.at += 1;
    value += (byte & 127) * 128 ** shift;
    if (byte < 128) return value;
  }
  throw new RangeError('Cannot read a chunk: a number does not end');
}

function readBytes(bytes: Buffer, cursor: { at: number }): Buffer {
  return skip(bytes, cursor, readVarint(bytes, cursor));
}

function skip(bytes: Buffer, cursor: { at: number }, length: number): Buffer {
  const end = cursor.at + length;
  if (end > bytes.length) throw new RangeError('Cannot read a chunk: a field is longer than the message');
  const field = bytes.subarray(cursor.at, end);
  cursor.at = end;
  return field;
}

function skipField(bytes: Buffer, cursor: { at: number }, wireType: number): void {
  if (wireType === 0) readVarint(bytes, cursor);
  else if (wireType === 1) skip(bytes, cursor, 8);
  else if (wireType === 2) readBytes(bytes, cursor);
  else if (wireType === 5) skip(bytes, cursor, 4);
  else throw new RangeError(`Cannot read a chunk: wire type ${wireType} is unknown`);
}
