// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface FinishUploadRequest {
  'uploadId'?: (string);
  'sizeBytes'?: (number | string | Long);
  'sha256'?: (string);
  'partSha256'?: (Buffer | Uint8Array | string)[];
}

export interface FinishUploadRequest__Output {
  'uploadId': (string);
  'sizeBytes': (number);
  'sha256': (string);
  'partSha256': (Buffer)[];
}
