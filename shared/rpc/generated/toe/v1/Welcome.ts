// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'sessionId'?: (string);
  'heartbeatIntervalMs'?: (number);
  'serverUnixUs'?: (number | string | Long);
  'sessionLeaseMs'?: (number);
  'leaderAddress'?: (string);
}

export interface Welcome__Output {
  'sessionId': (string);
  'heartbeatIntervalMs': (number);
  'serverUnixUs': (number);
  'sessionLeaseMs': (number);
  'leaderAddress': (string);
}
