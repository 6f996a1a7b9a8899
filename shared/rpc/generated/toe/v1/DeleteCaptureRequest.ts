// Original file: proto/toe/v1/capture.proto


export interface DeleteCaptureRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface DeleteCaptureRequest__Output {
  'namespace': (string);
  'name': (string);
}
