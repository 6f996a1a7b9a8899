// Original file: proto/toe/v1/agent.proto


export interface Stop {
  'commandId'?: (string);
  'reason'?: (string);
  'message'?: (string);
}

export interface Stop__Output {
  'commandId': (string);
  'reason': (string);
  'message': (string);
}
