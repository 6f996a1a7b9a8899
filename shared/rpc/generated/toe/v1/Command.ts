// Original file: proto/toe/v1/agent.proto

import type { Binary as _toe_v1_Binary, Binary__Output as _toe_v1_Binary__Output } from '../../toe/v1/Binary.ts';
import type { Caps as _toe_v1_Caps, Caps__Output as _toe_v1_Caps__Output } from '../../toe/v1/Caps.ts';
import type { Output as _toe_v1_Output, Output__Output as _toe_v1_Output__Output } from '../../toe/v1/Output.ts';
import type { PodTarget as _toe_v1_PodTarget, PodTarget__Output as _toe_v1_PodTarget__Output } from '../../toe/v1/PodTarget.ts';
import type { PressureRise as _toe_v1_PressureRise, PressureRise__Output as _toe_v1_PressureRise__Output } from '../../toe/v1/PressureRise.ts';
import type { Long } from '@grpc/proto-loader';

export interface Command {
  'commandId'?: (string);
  'runUid'?: (string);
  'attempt'?: (number);
  'captureNamespace'?: (string);
  'captureName'?: (string);
  'tool'?: (string);
  'lockedArgs'?: (string)[];
  'args'?: (string)[];
  'configDigest'?: (string);
  'policyDigest'?: (string);
  'binary'?: (_toe_v1_Binary | null);
  'caps'?: (_toe_v1_Caps | null);
  'graceMs'?: (number);
  'outputs'?: (_toe_v1_Output)[];
  'durationMs'?: (number | string | Long);
  'warmupMs'?: (number | string | Long);
  'commitTimeoutMs'?: (number | string | Long);
  'capabilities'?: (string)[];
  'environment'?: ({[key: string]: string});
  'uploadDeadlineMs'?: (number | string | Long);
  'concurrentPerNode'?: (number);
  'target'?: (_toe_v1_PodTarget | null);
  'exclusiveWith'?: (string)[];
  'versionRange'?: (string);
  'overheadPercent'?: (number);
  'abortOnPressure'?: (_toe_v1_PressureRise | null);
  'rollingIntervalMs'?: (number | string | Long);
  'compression'?: (string);
  'maxUploadBytesPerSecond'?: (number | string | Long);
  'keepMs'?: (number | string | Long);
}

export interface Command__Output {
  'commandId': (string);
  'runUid': (string);
  'attempt': (number);
  'captureNamespace': (string);
  'captureName': (string);
  'tool': (string);
  'lockedArgs': (string)[];
  'args': (string)[];
  'configDigest': (string);
  'policyDigest': (string);
  'binary': (_toe_v1_Binary__Output | null);
  'caps': (_toe_v1_Caps__Output | null);
  'graceMs': (number);
  'outputs': (_toe_v1_Output__Output)[];
  'durationMs': (number);
  'warmupMs': (number);
  'commitTimeoutMs': (number);
  'capabilities': (string)[];
  'environment': ({[key: string]: string});
  'uploadDeadlineMs': (number);
  'concurrentPerNode': (number);
  'target': (_toe_v1_PodTarget__Output | null);
  'exclusiveWith': (string)[];
  'versionRange': (string);
  'overheadPercent': (number);
  'abortOnPressure': (_toe_v1_PressureRise__Output | null);
  'rollingIntervalMs': (number);
  'compression': (string);
  'maxUploadBytesPerSecond': (number);
  'keepMs': (number);
}
