// Original file: proto/toe/v1/artifact.proto

import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from '../../toe/v1/Receipt.ts';
import type { Long } from '@grpc/proto-loader';

export interface GetUploadResponse {
  'committedOffset'?: (number | string | Long);
  'receipt'?: (_toe_v1_Receipt | null);
}

export interface GetUploadResponse__Output {
  'committedOffset': (number);
  'receipt': (_toe_v1_Receipt__Output | null);
}
