// Original file: proto/toe/v1/artifact.proto

export const Proof = {
  PROOF_WHOLE: 'PROOF_WHOLE',
  PROOF_COMPOSITE: 'PROOF_COMPOSITE',
} as const;

export type Proof =
  | 'PROOF_WHOLE'
  | 0
  | 'PROOF_COMPOSITE'
  | 1

export type Proof__Output = typeof Proof[keyof typeof Proof]
