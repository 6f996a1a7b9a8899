// Original file: proto/toe/v1/capture.proto

import type { Node as _toe_v1_Node, Node__Output as _toe_v1_Node__Output } from '../../toe/v1/Node.ts';

export interface ListNodesResponse {
  'nodes'?: (_toe_v1_Node)[];
}

export interface ListNodesResponse__Output {
  'nodes': (_toe_v1_Node__Output)[];
}
