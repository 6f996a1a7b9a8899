// Original file: proto/toe/v1/capture.proto


export interface ListArtifactsRequest {
  'namespace'?: (string);
  'name'?: (string);
  'growing'?: (boolean);
  'kept'?: (boolean);
}

export interface ListArtifactsRequest__Output {
  'namespace': (string);
  'name': (string);
  'growing': (boolean);
  'kept': (boolean);
}
