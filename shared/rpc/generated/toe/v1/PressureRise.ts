// Original file: proto/toe/v1/agent.proto


export interface PressureRise {
  'cpu'?: (number);
  'memory'?: (number);
  'io'?: (number);
}

export interface PressureRise__Output {
  'cpu': (number);
  'memory': (number);
  'io': (number);
}
