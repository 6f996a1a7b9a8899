import { status } from '@grpc/grpc-js';
import { artifactIdPattern } from '../../shared/domain/artifact.ts';
import { type CommandIdParts, parseCommandId } from '../../shared/domain/command-id.ts';
import type { AuthenticatedCall } from '../../shared/rpc/peer-identity.ts';
import { StatusError } from '../../shared/rpc/status.ts';
import { makeArtifactKey } from './check-key.ts';

/** The node that a verified credential names. */
export interface UploadingNode {
  readonly name: string;
  readonly uid: string;
}

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
export function readUploadSubject(
  uploadId: string,
  call: AuthenticatedCall,
  identify: (call: AuthenticatedCall) => UploadingNode | undefined,
): UploadSubject {
  const [commandId = '', artifactId = '', ...more] = uploadId.split('/');
  if (more.length > 0)
    throw new StatusError(status.INVALID_ARGUMENT, 'Cannot upload: the upload id is none of OpenUpload');
  return checkUploadSubject(commandId, artifactId, call, identify);
}

/**
 * Throws UNAUTHENTICATED without a node's credential, INVALID_ARGUMENT for malformed ids, PERMISSION_DENIED where
 * the command is another node's. The node's name comes from the credential, never from a message.
 */
export function checkUploadSubject(
  commandId: string,
  artifactId: string,
  call: AuthenticatedCall,
  identify: (call: AuthenticatedCall) => UploadingNode | undefined,
): UploadSubject {
  const node = identify(call);
  if (node === undefined)
    throw new StatusError(status.UNAUTHENTICATED, 'Cannot upload: the credential is not a node’s');
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
