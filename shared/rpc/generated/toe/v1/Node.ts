// Original file: proto/toe/v1/capture.proto

import type { Tool as _toe_v1_Tool, Tool__Output as _toe_v1_Tool__Output } from '../../toe/v1/Tool.ts';
import type { PerfEvents as _toe_v1_PerfEvents, PerfEvents__Output as _toe_v1_PerfEvents__Output } from '../../toe/v1/PerfEvents.ts';
import type { Long } from '@grpc/proto-loader';

export interface Node {
  'name'?: (string);
  'connected'?: (boolean);
  'agentVersion'?: (string);
  'kernel'?: (string);
  'arch'?: (string);
  'cgroupMode'?: (string);
  'tools'?: (_toe_v1_Tool)[];
  'labels'?: ({[key: string]: string});
  'spoolFreeBytes'?: (number | string | Long);
  'cpus'?: (number);
  'memoryBytes'?: (number | string | Long);
  'clockUncertaintyMs'?: (number | string);
  'lastSeenUnixUs'?: (number | string | Long);
  'perfEvents'?: (_toe_v1_PerfEvents | null);
  'conditions'?: (string)[];
}

export interface Node__Output {
  'name': (string);
  'connected': (boolean);
  'agentVersion': (string);
  'kernel': (string);
  'arch': (string);
  'cgroupMode': (string);
  'tools': (_toe_v1_Tool__Output)[];
  'labels': ({[key: string]: string});
  'spoolFreeBytes': (number);
  'cpus': (number);
  'memoryBytes': (number);
  'clockUncertaintyMs': (number);
  'lastSeenUnixUs': (number);
  'perfEvents': (_toe_v1_PerfEvents__Output | null);
  'conditions': (string)[];
}
