// Original file: proto/toe/v1/capture.proto


export interface FetchArtifactsRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface FetchArtifactsRequest__Output {
  'namespace': (string);
  'name': (string);
}
