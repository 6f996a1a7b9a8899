// Original file: proto/toe/v1/artifact.proto


export interface SignPartsResponse {
  'urls'?: (string)[];
  'validSeconds'?: (number);
}

export interface SignPartsResponse__Output {
  'urls': (string)[];
  'validSeconds': (number);
}
