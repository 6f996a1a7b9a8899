// Original file: proto/toe/v1/agent.proto

import type { UnsendableFile as _toe_v1_UnsendableFile, UnsendableFile__Output as _toe_v1_UnsendableFile__Output } from '../../toe/v1/UnsendableFile.ts';

export interface KeptFiles {
  'commandId'?: (string);
  'artifactIds'?: (string)[];
  'unsendable'?: (_toe_v1_UnsendableFile)[];
}

export interface KeptFiles__Output {
  'commandId': (string);
  'artifactIds': (string)[];
  'unsendable': (_toe_v1_UnsendableFile__Output)[];
}
