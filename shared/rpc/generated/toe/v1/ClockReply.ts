// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface ClockReply {
  'probeSentUs'?: (number | string | Long);
  'receivedMonotonicUs'?: (number | string | Long);
  'sentMonotonicUs'?: (number | string | Long);
  'wallUnixUs'?: (number | string | Long);
}

export interface ClockReply__Output {
  'probeSentUs': (number);
  'receivedMonotonicUs': (number);
  'sentMonotonicUs': (number);
  'wallUnixUs': (number);
}
