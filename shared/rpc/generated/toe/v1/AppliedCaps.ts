// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface AppliedCaps {
  'cgroup'?: (string);
  'cpuPercent'?: (number);
  'memoryBytes'?: (number | string | Long);
  'pids'?: (number | string | Long);
  'outputBytes'?: (number | string | Long);
  'readBytesPerSecond'?: (number | string | Long);
  'writeBytesPerSecond'?: (number | string | Long);
}

export interface AppliedCaps__Output {
  'cgroup': (string);
  'cpuPercent': (number);
  'memoryBytes': (number);
  'pids': (number);
  'outputBytes': (number);
  'readBytesPerSecond': (number);
  'writeBytesPerSecond': (number);
}
