/** What a command keeps on its node. Meaning of the fields: `KeptFiles` in agent.proto. */
export interface KeptFiles {
  readonly commandId: string;
  readonly artifactIds: readonly string[];
  readonly unsendable: readonly UnsendableFile[];
}

export interface UnsendableFile {
  readonly artifactId: string;
  readonly message: string;
}
