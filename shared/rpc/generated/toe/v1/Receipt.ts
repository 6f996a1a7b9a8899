// Original file: proto/toe/v1/artifact.proto

import type { Proof as _toe_v1_Proof, Proof__Output as _toe_v1_Proof__Output } from '../../toe/v1/Proof.ts';
import type { Long } from '@grpc/proto-loader';

export interface Receipt {
  'artifactId'?: (string);
  'key'?: (string);
  'sizeBytes'?: (number | string | Long);
  'sha256'?: (string);
  'verifiedUnixUs'?: (number | string | Long);
  'proof'?: (_toe_v1_Proof);
}

export interface Receipt__Output {
  'artifactId': (string);
  'key': (string);
  'sizeBytes': (number);
  'sha256': (string);
  'verifiedUnixUs': (number);
  'proof': (_toe_v1_Proof__Output);
}
