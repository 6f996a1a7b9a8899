// Original file: proto/toe/v1/capture.proto

import type { Capture as _toe_v1_Capture, Capture__Output as _toe_v1_Capture__Output } from '../../toe/v1/Capture.ts';

export interface ListCapturesResponse {
  'captures'?: (_toe_v1_Capture)[];
}

export interface ListCapturesResponse__Output {
  'captures': (_toe_v1_Capture__Output)[];
}
