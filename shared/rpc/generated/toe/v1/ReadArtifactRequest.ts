// Original file: proto/toe/v1/capture.proto

import type { Long } from '@grpc/proto-loader';

export interface ReadArtifactRequest {
  'namespace'?: (string);
  'name'?: (string);
  'key'?: (string);
  'offset'?: (number | string | Long);
  'limit'?: (number | string | Long);
  'follow'?: (boolean);
  'decompress'?: (boolean);
}

export interface ReadArtifactRequest__Output {
  'namespace': (string);
  'name': (string);
  'key': (string);
  'offset': (number);
  'limit': (number);
  'follow': (boolean);
  'decompress': (boolean);
}
