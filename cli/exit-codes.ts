/** Exit codes of the command line; scripts depend on them. */
export const exitCodes = {
  /** Everything that was asked for is done; of a capture: every selected node is verified. */
  ok: 0,
  failed: 1,
  usage: 2,
  /** Some nodes are verified, not all; some files could not be downloaded; or a field could not be converted. */
  partial: 3,
  /** `--timeout` passed; the capture goes on. */
  timeout: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
