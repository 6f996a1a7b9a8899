// Original file: proto/toe/v1/artifact.proto

import type { Receipt as _toe_v1_Receipt, Receipt__Output as _toe_v1_Receipt__Output } from '../../toe/v1/Receipt.ts';
import type { DirectUpload as _toe_v1_DirectUpload, DirectUpload__Output as _toe_v1_DirectUpload__Output } from '../../toe/v1/DirectUpload.ts';
import type { Long } from '@grpc/proto-loader';

export interface OpenUploadResponse {
  'uploadId'?: (string);
  'committedOffset'?: (number | string | Long);
  'receipt'?: (_toe_v1_Receipt | null);
  'direct'?: (_toe_v1_DirectUpload | null);
}

export interface OpenUploadResponse__Output {
  'uploadId': (string);
  'committedOffset': (number);
  'receipt': (_toe_v1_Receipt__Output | null);
  'direct': (_toe_v1_DirectUpload__Output | null);
}
