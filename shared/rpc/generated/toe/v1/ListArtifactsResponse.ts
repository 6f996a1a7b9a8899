// Original file: proto/toe/v1/capture.proto

import type { StoredArtifact as _toe_v1_StoredArtifact, StoredArtifact__Output as _toe_v1_StoredArtifact__Output } from '../../toe/v1/StoredArtifact.ts';

export interface ListArtifactsResponse {
  'artifacts'?: (_toe_v1_StoredArtifact)[];
}

export interface ListArtifactsResponse__Output {
  'artifacts': (_toe_v1_StoredArtifact__Output)[];
}
