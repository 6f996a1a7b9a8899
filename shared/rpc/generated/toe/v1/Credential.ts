// Original file: proto/toe/v1/agent.proto


export interface Credential {
  'token'?: (string);
}

export interface Credential__Output {
  'token': (string);
}
