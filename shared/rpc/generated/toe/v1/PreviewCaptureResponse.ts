// Original file: proto/toe/v1/capture.proto

import type { Caps as _toe_v1_Caps, Caps__Output as _toe_v1_Caps__Output } from '../../toe/v1/Caps.ts';
import type { Long } from '@grpc/proto-loader';

export interface PreviewCaptureResponse {
  'nodes'?: (string)[];
  'argv'?: (string)[];
  'caps'?: (_toe_v1_Caps | null);
  'faults'?: (string)[];
  'durationMs'?: (number | string | Long);
  'warnings'?: (string)[];
  'verdict'?: (string);
  'notes'?: (string)[];
}

export interface PreviewCaptureResponse__Output {
  'nodes': (string)[];
  'argv': (string)[];
  'caps': (_toe_v1_Caps__Output | null);
  'faults': (string)[];
  'durationMs': (number);
  'warnings': (string)[];
  'verdict': (string);
  'notes': (string)[];
}
