// Original file: proto/toe/v1/agent.proto


export interface Tool {
  'name'?: (string);
  'path'?: (string);
  'version'?: (string);
  'sha256'?: (string);
  'problem'?: (string);
}

export interface Tool__Output {
  'name': (string);
  'path': (string);
  'version': (string);
  'sha256': (string);
  'problem': (string);
}
