// Original file: proto/toe/v1/capture.proto


export interface ReadManifestRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface ReadManifestRequest__Output {
  'namespace': (string);
  'name': (string);
}
