// Original file: proto/toe/v1/artifact.proto

import type { PartsAbility as _toe_v1_PartsAbility, PartsAbility__Output as _toe_v1_PartsAbility__Output } from '../../toe/v1/PartsAbility.ts';
import type { Long } from '@grpc/proto-loader';

export interface OpenUploadRequest {
  'commandId'?: (string);
  'artifactId'?: (string);
  'fileName'?: (string);
  'mediaType'?: (string);
  'declaredSizeBytes'?: (number | string | Long);
  'parts'?: (_toe_v1_PartsAbility | null);
}

export interface OpenUploadRequest__Output {
  'commandId': (string);
  'artifactId': (string);
  'fileName': (string);
  'mediaType': (string);
  'declaredSizeBytes': (number);
  'parts': (_toe_v1_PartsAbility__Output | null);
}
