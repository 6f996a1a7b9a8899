// Original file: proto/toe/v1/capture.proto


export interface ReadBundleRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface ReadBundleRequest__Output {
  'namespace': (string);
  'name': (string);
}
