// Original file: proto/toe/v1/artifact.proto


export interface GetUploadRequest {
  'uploadId'?: (string);
}

export interface GetUploadRequest__Output {
  'uploadId': (string);
}
