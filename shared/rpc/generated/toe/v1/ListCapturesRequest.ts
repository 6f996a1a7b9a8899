// Original file: proto/toe/v1/capture.proto


export interface ListCapturesRequest {
  'namespace'?: (string);
}

export interface ListCapturesRequest__Output {
  'namespace': (string);
}
