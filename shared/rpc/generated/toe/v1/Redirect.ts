// Original file: proto/toe/v1/agent.proto


export interface Redirect {
  'address'?: (string);
}

export interface Redirect__Output {
  'address': (string);
}
