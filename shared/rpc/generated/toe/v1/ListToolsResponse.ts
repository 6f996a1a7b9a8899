// Original file: proto/toe/v1/capture.proto

import type { ToolDescription as _toe_v1_ToolDescription, ToolDescription__Output as _toe_v1_ToolDescription__Output } from '../../toe/v1/ToolDescription.ts';

export interface ListToolsResponse {
  'tools'?: (_toe_v1_ToolDescription)[];
}

export interface ListToolsResponse__Output {
  'tools': (_toe_v1_ToolDescription__Output)[];
}
