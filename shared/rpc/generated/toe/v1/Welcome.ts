// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Welcome {
  'sessionId'?: (string);
  'heartbeatIntervalMs'?: (number);
  'serverUnixUs'?: (number | string | Long);
  'sessionLeaseMs'?: (number);
}

export interface Welcome__Output {
  'sessionId': (string);
  'heartbeatIntervalMs': (number);
  'serverUnixUs': (number);
  'sessionLeaseMs': (number);
}
