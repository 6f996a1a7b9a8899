// Original file: proto/toe/v1/agent.proto

import type { CommandState as _toe_v1_CommandState, CommandState__Output as _toe_v1_CommandState__Output } from '../../toe/v1/CommandState.ts';
import type { Usage as _toe_v1_Usage, Usage__Output as _toe_v1_Usage__Output } from '../../toe/v1/Usage.ts';
import type { Long } from '@grpc/proto-loader';

export interface CommandUpdate {
  'commandId'?: (string);
  'state'?: (_toe_v1_CommandState);
  'startedMonotonicUs'?: (number | string | Long);
  'outputBytes'?: (number | string | Long);
  'usage'?: (_toe_v1_Usage | null);
  'uploadBytes'?: (number | string | Long);
  'uploadTotalBytes'?: (number | string | Long);
}

export interface CommandUpdate__Output {
  'commandId': (string);
  'state': (_toe_v1_CommandState__Output);
  'startedMonotonicUs': (number);
  'outputBytes': (number);
  'usage': (_toe_v1_Usage__Output | null);
  'uploadBytes': (number);
  'uploadTotalBytes': (number);
}
