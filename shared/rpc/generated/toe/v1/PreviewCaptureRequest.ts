// Original file: proto/toe/v1/capture.proto

import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from '../../google/protobuf/Struct.ts';

export interface PreviewCaptureRequest {
  'namespace'?: (string);
  'spec'?: (_google_protobuf_Struct | null);
}

export interface PreviewCaptureRequest__Output {
  'namespace': (string);
  'spec': (_google_protobuf_Struct__Output | null);
}
