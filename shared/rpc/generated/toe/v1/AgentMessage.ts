// Original file: proto/toe/v1/agent.proto

import type { Hello as _toe_v1_Hello, Hello__Output as _toe_v1_Hello__Output } from '../../toe/v1/Hello.ts';
import type { Heartbeat as _toe_v1_Heartbeat, Heartbeat__Output as _toe_v1_Heartbeat__Output } from '../../toe/v1/Heartbeat.ts';
import type { ClockReply as _toe_v1_ClockReply, ClockReply__Output as _toe_v1_ClockReply__Output } from '../../toe/v1/ClockReply.ts';
import type { CommandUpdate as _toe_v1_CommandUpdate, CommandUpdate__Output as _toe_v1_CommandUpdate__Output } from '../../toe/v1/CommandUpdate.ts';
import type { Outcome as _toe_v1_Outcome, Outcome__Output as _toe_v1_Outcome__Output } from '../../toe/v1/Outcome.ts';
import type { Credential as _toe_v1_Credential, Credential__Output as _toe_v1_Credential__Output } from '../../toe/v1/Credential.ts';
import type { Unsupported as _toe_v1_Unsupported, Unsupported__Output as _toe_v1_Unsupported__Output } from '../../toe/v1/Unsupported.ts';
import type { KeptFiles as _toe_v1_KeptFiles, KeptFiles__Output as _toe_v1_KeptFiles__Output } from '../../toe/v1/KeptFiles.ts';
import type { Long } from '@grpc/proto-loader';

export interface AgentMessage {
  'sequence'?: (number | string | Long);
  'hello'?: (_toe_v1_Hello | null);
  'heartbeat'?: (_toe_v1_Heartbeat | null);
  'clockReply'?: (_toe_v1_ClockReply | null);
  'commandUpdate'?: (_toe_v1_CommandUpdate | null);
  'outcome'?: (_toe_v1_Outcome | null);
  'credential'?: (_toe_v1_Credential | null);
  'unsupported'?: (_toe_v1_Unsupported | null);
  'keptFiles'?: (_toe_v1_KeptFiles | null);
  'message'?: "hello"|"heartbeat"|"clockReply"|"commandUpdate"|"outcome"|"credential"|"unsupported"|"keptFiles";
}

export interface AgentMessage__Output {
  'sequence': (number);
  'hello'?: (_toe_v1_Hello__Output | null);
  'heartbeat'?: (_toe_v1_Heartbeat__Output | null);
  'clockReply'?: (_toe_v1_ClockReply__Output | null);
  'commandUpdate'?: (_toe_v1_CommandUpdate__Output | null);
  'outcome'?: (_toe_v1_Outcome__Output | null);
  'credential'?: (_toe_v1_Credential__Output | null);
  'unsupported'?: (_toe_v1_Unsupported__Output | null);
  'keptFiles'?: (_toe_v1_KeptFiles__Output | null);
  'message'?: "hello"|"heartbeat"|"clockReply"|"commandUpdate"|"outcome"|"credential"|"unsupported"|"keptFiles";
}
