// Original file: proto/toe/v1/capture.proto


export interface KeptOnNode {
  'connected'?: (boolean);
  'wanted'?: (boolean);
  'problem'?: (string);
}

export interface KeptOnNode__Output {
  'connected': (boolean);
  'wanted': (boolean);
  'problem': (string);
}
