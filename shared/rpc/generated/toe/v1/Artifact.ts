// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface Artifact {
  'artifactId'?: (string);
  'fileName'?: (string);
  'mediaType'?: (string);
  'sizeBytes'?: (number | string | Long);
  'sha256'?: (string);
  'complete'?: (boolean);
  'required'?: (boolean);
  'output'?: (string);
  'problem'?: (string);
  'segment'?: (number);
  'rawSizeBytes'?: (number | string | Long);
  'rawSha256'?: (string);
  'encoding'?: (string);
}

export interface Artifact__Output {
  'artifactId': (string);
  'fileName': (string);
  'mediaType': (string);
  'sizeBytes': (number);
  'sha256': (string);
  'complete': (boolean);
  'required': (boolean);
  'output': (string);
  'problem': (string);
  'segment': (number);
  'rawSizeBytes': (number);
  'rawSha256': (string);
  'encoding': (string);
}
