// Original file: proto/toe/v1/capture.proto

import type { Struct as _google_protobuf_Struct, Struct__Output as _google_protobuf_Struct__Output } from '../../google/protobuf/Struct.ts';
import type { NodeProgress as _toe_v1_NodeProgress, NodeProgress__Output as _toe_v1_NodeProgress__Output } from '../../toe/v1/NodeProgress.ts';
import type { Long } from '@grpc/proto-loader';

export interface Capture {
  'namespace'?: (string);
  'name'?: (string);
  'uid'?: (string);
  'generation'?: (number | string | Long);
  'spec'?: (_google_protobuf_Struct | null);
  'status'?: (_google_protobuf_Struct | null);
  'nodes'?: (_toe_v1_NodeProgress)[];
}

export interface Capture__Output {
  'namespace': (string);
  'name': (string);
  'uid': (string);
  'generation': (number);
  'spec': (_google_protobuf_Struct__Output | null);
  'status': (_google_protobuf_Struct__Output | null);
  'nodes': (_toe_v1_NodeProgress__Output)[];
}
