// Original file: proto/toe/v1/agent.proto


export interface Binary {
  'source'?: (string);
  'path'?: (string);
  'sha256'?: (string)[];
}

export interface Binary__Output {
  'source': (string);
  'path': (string);
  'sha256': (string)[];
}
