// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface OpenUploadRequest {
  'commandId'?: (string);
  'artifactId'?: (string);
  'fileName'?: (string);
  'mediaType'?: (string);
  'declaredSizeBytes'?: (number | string | Long);
}

export interface OpenUploadRequest__Output {
  'commandId': (string);
  'artifactId': (string);
  'fileName': (string);
  'mediaType': (string);
  'declaredSizeBytes': (number);
}
