// Original file: proto/toe/v1/capture.proto


export interface StopCaptureRequest {
  'namespace'?: (string);
  'name'?: (string);
}

export interface StopCaptureRequest__Output {
  'namespace': (string);
  'name': (string);
}
