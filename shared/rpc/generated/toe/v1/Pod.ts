// Original file: proto/toe/v1/agent.proto


export interface Pod {
  'namespace'?: (string);
  'name'?: (string);
  'uid'?: (string);
  'containerIds'?: (string)[];
  'containerNames'?: (string)[];
}

export interface Pod__Output {
  'namespace': (string);
  'name': (string);
  'uid': (string);
  'containerIds': (string)[];
  'containerNames': (string)[];
}
