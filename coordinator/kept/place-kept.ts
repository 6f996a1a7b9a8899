import type { Session } from '../agents/session.ts';

/** A file that its node was told to keep. */
export interface KeptFile {
  readonly node: string;
  readonly nodeUid: string;
  readonly commandId: string;
  readonly artifactId: string;
}

/** Where a file is that was kept and is not in the store. */
export type KeptPlace =
  /** On its node, by the word of an agent that is connected. */
  | { readonly kind: 'there' }
  /** Nobody can be asked at present. */
  | { readonly kind: 'away' }
  | { readonly kind: 'gone'; readonly why: string };

/** The first version in which agents say what they keep. */
const tellingProtocol = 6;

/** Places a file by what its node's agent says. To be asked before the store, which a file may reach meanwhile. */
export function placeKept(file: KeptFile, session: Session | undefined): KeptPlace {
  if (!session?.connected || session.nodeUid !== file.nodeUid) return { kind: 'away' };
  if (session.facts.protocolVersion < tellingProtocol) return { kind: 'away' };
  const kept = session.kept.get(file.commandId);
  if (kept?.artifactIds.includes(file.artifactId)) return { kind: 'there' };
  const told = kept?.unsendable.find(({ artifactId }) => artifactId === file.artifactId)?.message;
  return { kind: 'gone', why: told ?? 'The node does not have it any more' };
}
