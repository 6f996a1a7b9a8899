// Original file: proto/toe/v1/agent.proto


export interface Discard {
  'commandId'?: (string);
}

export interface Discard__Output {
  'commandId': (string);
}
