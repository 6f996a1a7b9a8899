// Original file: proto/toe/v1/artifact.proto

import type { Long } from '@grpc/proto-loader';

export interface Receipt {
  'artifactId'?: (string);
  'key'?: (string);
  'sizeBytes'?: (number | string | Long);
  'sha256'?: (string);
  'verifiedUnixUs'?: (number | string | Long);
}

export interface Receipt__Output {
  'artifactId': (string);
  'key': (string);
  'sizeBytes': (number);
  'sha256': (string);
  'verifiedUnixUs': (number);
}
