// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Heartbeat {
  'spoolFreeBytes'?: (number | string | Long);
  'cpuPressure'?: (number | string);
  'memoryPressure'?: (number | string);
  'ioPressure'?: (number | string);
}

export interface Heartbeat__Output {
  'spoolFreeBytes': (number);
  'cpuPressure': (number);
  'memoryPressure': (number);
  'ioPressure': (number);
}
