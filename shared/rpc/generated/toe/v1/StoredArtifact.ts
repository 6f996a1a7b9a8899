// Original file: proto/toe/v1/capture.proto

import type { Artifact as _toe_v1_Artifact, Artifact__Output as _toe_v1_Artifact__Output } from '../../toe/v1/Artifact.ts';
import type { KeptOnNode as _toe_v1_KeptOnNode, KeptOnNode__Output as _toe_v1_KeptOnNode__Output } from '../../toe/v1/KeptOnNode.ts';

export interface StoredArtifact {
  'artifact'?: (_toe_v1_Artifact | null);
  'node'?: (string);
  'attempt'?: (number);
  'key'?: (string);
  'processor'?: (string);
  'verified'?: (boolean);
  'growing'?: (boolean);
  'kept'?: (_toe_v1_KeptOnNode | null);
}

export interface StoredArtifact__Output {
  'artifact': (_toe_v1_Artifact__Output | null);
  'node': (string);
  'attempt': (number);
  'key': (string);
  'processor': (string);
  'verified': (boolean);
  'growing': (boolean);
  'kept': (_toe_v1_KeptOnNode__Output | null);
}
