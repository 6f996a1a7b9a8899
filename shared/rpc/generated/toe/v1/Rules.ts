// Original file: proto/toe/v1/agent.proto


export interface Rules {
  'digest'?: (string);
  'spec'?: (string);
}

export interface Rules__Output {
  'digest': (string);
  'spec': (string);
}
