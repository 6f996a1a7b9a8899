// Original file: proto/toe/v1/artifact.proto


export interface UnsignedPart {
  'number'?: (number);
  'sizeBytes'?: (number);
  'sha256'?: (Buffer | Uint8Array | string);
}

export interface UnsignedPart__Output {
  'number': (number);
  'sizeBytes': (number);
  'sha256': (Buffer);
}
