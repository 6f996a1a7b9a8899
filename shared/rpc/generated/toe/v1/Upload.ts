// Original file: proto/toe/v1/agent.proto


export interface Upload {
  'commandId'?: (string);
  'artifactId'?: (string);
}

export interface Upload__Output {
  'commandId': (string);
  'artifactId': (string);
}
