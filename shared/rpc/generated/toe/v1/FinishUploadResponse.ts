// Original file: proto/toe/v1/artifact.proto

import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from '../../toe/v1/Receipt.ts';

export interface FinishUploadResponse {
  'receipt'?: (_toe_v1_Receipt | null);
}

export interface FinishUploadResponse__Output {
  'receipt': (_toe_v1_Receipt__Output | null);
}
