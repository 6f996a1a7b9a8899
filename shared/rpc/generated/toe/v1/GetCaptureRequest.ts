// Original file: proto/toe/v1/capture.proto


export interface GetCaptureRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface GetCaptureRequest__Output {
  'namespace': (string);
  'name': (string);
}
