// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Caps {
  'cpuPercent'?: (number);
  'cpuRequestPercent'?: (number);
  'memoryBytes'?: (number | string | Long);
  'pids'?: (number | string | Long);
  'outputBytes'?: (number | string | Long);
  'memoryRequestBytes'?: (number | string | Long);
  'readBytesPerSecond'?: (number | string | Long);
  'writeBytesPerSecond'?: (number | string | Long);
}

export interface Caps__Output {
  'cpuPercent': (number);
  'cpuRequestPercent': (number);
  'memoryBytes': (number);
  'pids': (number);
  'outputBytes': (number);
  'memoryRequestBytes': (number);
  'readBytesPerSecond': (number);
  'writeBytesPerSecond': (number);
}
