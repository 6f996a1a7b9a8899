// Original file: proto/toe/v1/artifact.proto


export interface DirectUpload {
  'partBytes'?: (number);
}

export interface DirectUpload__Output {
  'partBytes': (number);
}
