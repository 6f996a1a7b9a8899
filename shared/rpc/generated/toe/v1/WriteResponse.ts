// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface WriteResponse {
  'durableOffset'?: (number | string | Long);
}

export interface WriteResponse__Output {
  'durableOffset': (number);
}
