// Original file: proto/toe/v1/agent.proto


export interface Unsupported {
  'what'?: (string);
}

export interface Unsupported__Output {
  'what': (string);
}
