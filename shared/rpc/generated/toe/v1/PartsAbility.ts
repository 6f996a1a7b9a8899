// Original file: proto/toe/v1/artifact.proto


export interface PartsAbility {
  'problem'?: (string);
}

export interface PartsAbility__Output {
  'problem': (string);
}
