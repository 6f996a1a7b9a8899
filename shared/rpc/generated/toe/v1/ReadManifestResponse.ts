// Original file: proto/toe/v1/capture.proto


export interface ReadManifestResponse {
  'data'?: (Buffer | Uint8Array | string);
}

export interface ReadManifestResponse__Output {
  'data': (Buffer);
}
