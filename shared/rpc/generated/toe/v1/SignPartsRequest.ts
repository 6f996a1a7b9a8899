// Original file: proto/toe/v1/artifact.proto

import type { UnsignedPart as _toe_v1_UnsignedPart, UnsignedPart__Output as _toe_v1_UnsignedPart__Output } from '../../toe/v1/UnsignedPart.ts';

export interface SignPartsRequest {
  'uploadId'?: (string);
  'parts'?: (_toe_v1_UnsignedPart)[];
}

export interface SignPartsRequest__Output {
  'uploadId': (string);
  'parts': (_toe_v1_UnsignedPart__Output)[];
}
