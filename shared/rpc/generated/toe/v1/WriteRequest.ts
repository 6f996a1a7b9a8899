// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface WriteRequest {
  'uploadId'?: (string);
  'offset'?: (number | string | Long);
  'crc32'?: (number);
  'data'?: (Buffer | Uint8Array | string);
}

export interface WriteRequest__Output {
  'uploadId': (string);
  'offset': (number);
  'crc32': (number);
  'data': (Buffer);
}
