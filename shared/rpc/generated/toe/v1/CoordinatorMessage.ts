// Original file: proto/toe/v1/agent.proto

import type { Welcome as _toe_v1_Welcome, Welcome__Output as _toe_v1_Welcome__Output } from '../../toe/v1/Welcome.ts';
import type { ClockProbe as _toe_v1_ClockProbe, ClockProbe__Output as _toe_v1_ClockProbe__Output } from '../../toe/v1/ClockProbe.ts';
import type { Prepare as _toe_v1_Prepare, Prepare__Output as _toe_v1_Prepare__Output } from '../../toe/v1/Prepare.ts';
import type { Commit as _toe_v1_Commit, Commit__Output as _toe_v1_Commit__Output } from '../../toe/v1/Commit.ts';
import type { Stop as _toe_v1_Stop, Stop__Output as _toe_v1_Stop__Output } from '../../toe/v1/Stop.ts';
import type { Upload as _toe_v1_Upload, Upload__Output as _toe_v1_Upload__Output } from '../../toe/v1/Upload.ts';
import type { Forget as _toe_v1_Forget, Forget__Output as _toe_v1_Forget__Output } from '../../toe/v1/Forget.ts';
import type { Redirect as _toe_v1_Redirect, Redirect__Output as _toe_v1_Redirect__Output } from '../../toe/v1/Redirect.ts';
import type { Rules as _toe_v1_Rules, Rules__Output as _toe_v1_Rules__Output } from '../../toe/v1/Rules.ts';
import type { Discard as _toe_v1_Discard, Discard__Output as _toe_v1_Discard__Output } from '../../toe/v1/Discard.ts';
import type { Long } from '@grpc/proto-loader';

export interface CoordinatorMessage {
  'epoch'?: (number | string | Long);
  'welcome'?: (_toe_v1_Welcome | null);
  'clockProbe'?: (_toe_v1_ClockProbe | null);
  'prepare'?: (_toe_v1_Prepare | null);
  'commit'?: (_toe_v1_Commit | null);
  'stop'?: (_toe_v1_Stop | null);
  'upload'?: (_toe_v1_Upload | null);
  'forget'?: (_toe_v1_Forget | null);
  'redirect'?: (_toe_v1_Redirect | null);
  'rules'?: (_toe_v1_Rules | null);
  'discard'?: (_toe_v1_Discard | null);
  'message'?: "welcome"|"clockProbe"|"prepare"|"commit"|"stop"|"upload"|"forget"|"redirect"|"rules"|"discard";
}

export interface CoordinatorMessage__Output {
  'epoch': (number);
  'welcome'?: (_toe_v1_Welcome__Output | null);
  'clockProbe'?: (_toe_v1_ClockProbe__Output | null);
  'prepare'?: (_toe_v1_Prepare__Output | null);
  'commit'?: (_toe_v1_Commit__Output | null);
  'stop'?: (_toe_v1_Stop__Output | null);
  'upload'?: (_toe_v1_Upload__Output | null);
  'forget'?: (_toe_v1_Forget__Output | null);
  'redirect'?: (_toe_v1_Redirect__Output | null);
  'rules'?: (_toe_v1_Rules__Output | null);
  'discard'?: (_toe_v1_Discard__Output | null);
  'message'?: "welcome"|"clockProbe"|"prepare"|"commit"|"stop"|"upload"|"forget"|"redirect"|"rules"|"discard";
}
