// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface ClockProbe {
  'sentUs'?: (number | string | Long);
}

export interface ClockProbe__Output {
  'sentUs': (number);
}
