// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Commit {
  'commandId'?: (string);
  'startAtMonotonicUs'?: (number | string | Long);
  'startAtUnixUs'?: (number | string | Long);
}

export interface Commit__Output {
  'commandId': (string);
  'startAtMonotonicUs': (number);
  'startAtUnixUs': (number);
}
