// Original file: proto/toe/v1/agent.proto


export interface PerfEvents {
  'paranoid'?: (number);
  'hardwareCounters'?: (boolean);
}

export interface PerfEvents__Output {
  'paranoid': (number);
  'hardwareCounters': (boolean);
}
