// Original file: proto/toe/v1/capture.proto


export interface ReadBundleResponse {
  'data'?: (Buffer | Uint8Array | string);
}

export interface ReadBundleResponse__Output {
  'data': (Buffer);
}
