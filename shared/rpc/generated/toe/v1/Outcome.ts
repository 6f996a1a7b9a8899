// Original file: proto/toe/v1/agent.proto

import type { Ending as _toe_v1_Ending, Ending__Output as _toe_v1_Ending__Output } from '../../toe/v1/Ending.ts';
import type { Tool as _toe_v1_Tool, Tool__Output as _toe_v1_Tool__Output } from '../../toe/v1/Tool.ts';
import type { Usage as _toe_v1_Usage, Usage__Output as _toe_v1_Usage__Output } from '../../toe/v1/Usage.ts';
import type { Artifact as _toe_v1_Artifact, Artifact__Output as _toe_v1_Artifact__Output } from '../../toe/v1/Artifact.ts';
import type { AppliedCaps as _toe_v1_AppliedCaps, AppliedCaps__Output as _toe_v1_AppliedCaps__Output } from '../../toe/v1/AppliedCaps.ts';
import type { Long } from '@grpc/proto-loader';

export interface Outcome {
  'commandId'?: (string);
  'ending'?: (_toe_v1_Ending);
  'reason'?: (string);
  'message'?: (string);
  'exitCode'?: (number);
  'signal'?: (string);
  'startedMonotonicUs'?: (number | string | Long);
  'startedUnixUs'?: (number | string | Long);
  'endedUnixUs'?: (number | string | Long);
  'argv'?: (string)[];
  'tool'?: (_toe_v1_Tool | null);
  'usage'?: (_toe_v1_Usage | null);
  'artifacts'?: (_toe_v1_Artifact)[];
  'caps'?: (_toe_v1_AppliedCaps | null);
  'startedLate'?: (boolean);
  'diagnostics'?: (string);
  'outputBytes'?: (number | string | Long);
  'cause'?: (string);
  'stopMs'?: (number | string | Long);
}

export interface Outcome__Output {
  'commandId': (string);
  'ending': (_toe_v1_Ending__Output);
  'reason': (string);
  'message': (string);
  'exitCode': (number);
  'signal': (string);
  'startedMonotonicUs': (number);
  'startedUnixUs': (number);
  'endedUnixUs': (number);
  'argv': (string)[];
  'tool': (_toe_v1_Tool__Output | null);
  'usage': (_toe_v1_Usage__Output | null);
  'artifacts': (_toe_v1_Artifact__Output)[];
  'caps': (_toe_v1_AppliedCaps__Output | null);
  'startedLate': (boolean);
  'diagnostics': (string);
  'outputBytes': (number);
  'cause': (string);
  'stopMs': (number);
}
