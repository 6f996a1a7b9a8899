// Original file: proto/toe/v1/agent.proto


export interface UnsendableFile {
  'artifactId'?: (string);
  'message'?: (string);
}

export interface UnsendableFile__Output {
  'artifactId': (string);
  'message': (string);
}
