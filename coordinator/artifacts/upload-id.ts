import { status } from '@grpc/grpc-js';
import { artifactIdPattern } from '../../shared/domain/artifact.ts';
import { type CommandIdParts, parseCommandId } from '../../shared/domain/command-id.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import type { IncomingCall, NodeIdentification } from '../identity/identity-provider.ts';
import { makeArtifactKey } from './check-key.ts';

/** The node that the call's verified credential names, or why there is none. */
export type IdentifyNode = (call: IncomingCall) => Promise<NodeIdentification>;

/** Whose artifact of which command a call is about, and where it is kept. */
export interface UploadSubject extends CommandIdParts {
  readonly node: string;
  readonly commandId: string;
  readonly artifactId: string;
  readonly key: string;
}

/** `<command id>/<artifact id>`: says all that is needed to find the upload again, whatever restarted. */
export function makeUploadId(subject: UploadSubject): string {
  return `${subject.commandId}/${subject.artifactId}`;
}

/** The same from an upload id. */
export async function readUploadSubject(
  uploadId: string,
  call: IncomingCall,
  identify: IdentifyNode,
): Promise<UploadSubject> {
  const [commandId = '', artifactId = '', ...more] = uploadId.split('/');
  if (more.length > 0)
    throw new StatusError(status.INVALID_ARGUMENT, 'Cannot upload: the upload id is none of OpenUpload');
  return await checkUploadSubject(commandId, artifactId, call, identify);
}

/**
 * Throws UNAUTHENTICATED without a node's credential, UNAVAILABLE while nobody can tell, INVALID_ARGUMENT for
 * malformed ids, PERMISSION_DENIED where the command is another node's. Only the last two are for good: an agent
 * gives up a file for them, and keeps it until a wrong credential is mended. The node's name comes from the
 * credential, never from a message.
 */
export async function checkUploadSubject(
  commandId: string,
  artifactId: string,
  call: IncomingCall,
  identify: IdentifyNode,
): Promise<UploadSubject> {
  const identified = await identify(call);
  if (identified.kind === 'refused') {
    const code = identified.code === status.UNAVAILABLE ? status.UNAVAILABLE : status.UNAUTHENTICATED;
    throw new StatusError(code, identified.message);
  }
  const { node } = identified;
  const parts = parseCommandId(commandId);
  if (parts === undefined)
    throw new StatusError(
      status.INVALID_ARGUMENT,
      `Cannot upload: command id ${JSON.stringify(commandId)} is not <run uid>.<node uid>.<attempt>`,
    );
  if (!artifactIdPattern.test(artifactId))
    throw new StatusError(
      status.INVALID_ARGUMENT,
      `Cannot upload: artifact id ${JSON.stringify(artifactId)} is not 1 to 63 of a-z, 0-9 and "-"`,
    );
  if (parts.nodeUid !== node.uid)
    throw new StatusError(
      status.PERMISSION_DENIED,
      `Cannot upload: command "${commandId}" is not one of node "${node.name}"`,
    );
  const key = makeArtifactKey({
    runUid: parts.runUid,
    node: node.name,
    attempt: parts.attempt,
    artifactId,
  });
  return { ...parts, node: node.name, commandId, artifactId, key };
}
