// Original file: proto/toe/v1/agent.proto


export interface Forget {
  'commandId'?: (string);
}

export interface Forget__Output {
  'commandId': (string);
}
