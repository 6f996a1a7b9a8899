// Original file: proto/toe/v1/agent.proto

import type { Pod as _toe_v1_Pod, Pod__Output as _toe_v1_Pod__Output } from '../../toe/v1/Pod.ts';

export interface PodTarget {
  'pods'?: (_toe_v1_Pod)[];
}

export interface PodTarget__Output {
  'pods': (_toe_v1_Pod__Output)[];
}
