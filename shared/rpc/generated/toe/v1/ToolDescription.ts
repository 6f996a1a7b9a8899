// Original file: proto/toe/v1/capture.proto

import type { Long } from '@grpc/proto-loader';

export interface ToolDescription {
  'name'?: (string);
  'description'?: (string);
  'subcommands'?: (string)[];
  'ready'?: (boolean);
  'problem'?: (string);
  'nodesSupported'?: (number);
  'nodesUnsupported'?: (number);
  'maxDurationMs'?: (number | string | Long);
  'usage'?: (string);
}

export interface ToolDescription__Output {
  'name': (string);
  'description': (string);
  'subcommands': (string)[];
  'ready': (boolean);
  'problem': (string);
  'nodesSupported': (number);
  'nodesUnsupported': (number);
  'maxDurationMs': (number);
  'usage': (string);
}
