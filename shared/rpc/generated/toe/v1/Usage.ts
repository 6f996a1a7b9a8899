// Original file: proto/toe/v1/agent.proto

import type { Long } from '@grpc/proto-loader';

export interface Usage {
  'cpuUs'?: (number | string | Long);
  'throttledUs'?: (number | string | Long);
  'memoryPeakBytes'?: (number | string | Long);
  'oomKills'?: (number | string | Long);
  'ioReadBytes'?: (number | string | Long);
  'ioWrittenBytes'?: (number | string | Long);
  'pidsDenied'?: (number | string | Long);
}

export interface Usage__Output {
  'cpuUs': (number);
  'throttledUs': (number);
  'memoryPeakBytes': (number);
  'oomKills': (number);
  'ioReadBytes': (number);
  'ioWrittenBytes': (number);
  'pidsDenied': (number);
}
