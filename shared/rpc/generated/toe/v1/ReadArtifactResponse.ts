// Original file: proto/toe/v1/capture.proto

import type { Long } from '@grpc/proto-loader';

export interface ReadArtifactResponse {
  'offset'?: (number | string | Long);
  'data'?: (Buffer | Uint8Array | string);
}

export interface ReadArtifactResponse__Output {
  'offset': (number);
  'data': (Buffer);
}
