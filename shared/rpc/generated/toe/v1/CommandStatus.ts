// Original file: proto/toe/v1/agent.proto

import type { CommandState as _toe_v1_CommandState, CommandState__Output as _toe_v1_CommandState__Output } from '../../toe/v1/CommandState.ts';
import type { Long } from '@grpc/proto-loader';

export interface CommandStatus {
  'commandId'?: (string);
  'state'?: (_toe_v1_CommandState);
  'startedMonotonicUs'?: (number | string | Long);
}

export interface CommandStatus__Output {
  'commandId': (string);
  'state': (_toe_v1_CommandState__Output);
  'startedMonotonicUs': (number);
}
