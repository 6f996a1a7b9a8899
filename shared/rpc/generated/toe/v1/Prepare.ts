// Original file: proto/toe/v1/agent.proto

import type { Command as _toe_v1_Command, Command__Output as _toe_v1_Command__Output } from '../../toe/v1/Command.ts';

export interface Prepare {
  'command'?: (_toe_v1_Command | null);
}

export interface Prepare__Output {
  'command': (_toe_v1_Command__Output | null);
}
