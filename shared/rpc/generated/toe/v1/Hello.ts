// Original file: proto/toe/v1/agent.proto

import type { Tool as _toe_v1_Tool, Tool__Output as _toe_v1_Tool__Output } from '../../toe/v1/Tool.ts';
import type { CommandStatus as _toe_v1_CommandStatus, CommandStatus__Output as _toe_v1_CommandStatus__Output } from '../../toe/v1/CommandStatus.ts';
import type { Outcome as _toe_v1_Outcome, Outcome__Output as _toe_v1_Outcome__Output } from '../../toe/v1/Outcome.ts';
import type { PerfEvents as _toe_v1_PerfEvents, PerfEvents__Output as _toe_v1_PerfEvents__Output } from '../../toe/v1/PerfEvents.ts';
import type { KeptFiles as _toe_v1_KeptFiles, KeptFiles__Output as _toe_v1_KeptFiles__Output } from '../../toe/v1/KeptFiles.ts';
import type { Long } from '@grpc/proto-loader';

export interface Hello {
  'protocolVersion'?: (number);
  'agentVersion'?: (string);
  'bootId'?: (string);
  'os'?: (string);
  'arch'?: (string);
  'kernel'?: (string);
  'cgroupMode'?: (string);
  'tools'?: (_toe_v1_Tool)[];
  'labels'?: ({[key: string]: string});
  'commands'?: (_toe_v1_CommandStatus)[];
  'outcomes'?: (_toe_v1_Outcome)[];
  'spoolFreeBytes'?: (number | string | Long);
  'cpus'?: (number);
  'memoryBytes'?: (number | string | Long);
  'perfEvents'?: (_toe_v1_PerfEvents | null);
  'keptFiles'?: (_toe_v1_KeptFiles)[];
}

export interface Hello__Output {
  'protocolVersion': (number);
  'agentVersion': (string);
  'bootId': (string);
  'os': (string);
  'arch': (string);
  'kernel': (string);
  'cgroupMode': (string);
  'tools': (_toe_v1_Tool__Output)[];
  'labels': ({[key: string]: string});
  'commands': (_toe_v1_CommandStatus__Output)[];
  'outcomes': (_toe_v1_Outcome__Output)[];
  'spoolFreeBytes': (number);
  'cpus': (number);
  'memoryBytes': (number);
  'perfEvents': (_toe_v1_PerfEvents__Output | null);
  'keptFiles': (_toe_v1_KeptFiles__Output)[];
}
