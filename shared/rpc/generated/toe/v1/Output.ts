// Original file: proto/toe/v1/agent.proto


export interface Output {
  'name'?: (string);
  'path'?: (string);
  'mediaType'?: (string);
  'required'?: (boolean);
}

export interface Output__Output {
  'name': (string);
  'path': (string);
  'mediaType': (string);
  'required': (boolean);
}
