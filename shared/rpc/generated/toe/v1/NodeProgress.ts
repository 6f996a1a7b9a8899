// Original file: proto/toe/v1/capture.proto

import type { Usage as _toe_v1_Usage, Usage__Output as _toe_v1_Usage__Output } from '../../toe/v1/Usage.ts';
import type { Long } from '@grpc/proto-loader';

export interface NodeProgress {
  'node'?: (string);
  'state'?: (string);
  'reason'?: (string);
  'message'?: (string);
  'outputBytes'?: (number | string | Long);
  'uploadBytes'?: (number | string | Long);
  'uploadTotalBytes'?: (number | string | Long);
  'elapsedMs'?: (number | string | Long);
  'usage'?: (_toe_v1_Usage | null);
}

export interface NodeProgress__Output {
  'node': (string);
  'state': (string);
  'reason': (string);
  'message': (string);
  'outputBytes': (number);
  'uploadBytes': (number);
  'uploadTotalBytes': (number);
  'elapsedMs': (number);
  'usage': (_toe_v1_Usage__Output | null);
}
