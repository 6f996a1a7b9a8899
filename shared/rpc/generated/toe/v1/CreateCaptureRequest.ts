// Original file: proto/toe/v1/capture.proto

import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from '../../google/protobuf/Struct.ts';

export interface CreateCaptureRequest {
  'namespace'?: (string);
  'name'?: (string);
  'generateName'?: (string);
  'spec'?: (_google_protobuf_Struct | null);
}

export interface CreateCaptureRequest__Output {
  'namespace': (string);
  'name': (string);
  'generateName': (string);
  'spec': (_google_protobuf_Struct__Output | null);
}
