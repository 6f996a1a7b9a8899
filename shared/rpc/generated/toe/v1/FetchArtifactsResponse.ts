// Original file: proto/toe/v1/capture.proto

import type { Long } from '@grpc/proto-loader';

export interface FetchArtifactsResponse {
  'files'?: (number);
  'sizeBytes'?: (number | string | Long);
}

export interface FetchArtifactsResponse__Output {
  'files': (number);
  'sizeBytes': (number);
}
