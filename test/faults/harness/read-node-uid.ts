import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CertificateFiles } from '../../../shared/pki/certificate-files.ts';
import { parsePeerIdentity } from '../../../shared/rpc/peer-identity.ts';

/** The uid that a node's certificate gives it. */
export async function readNodeUid(files: CertificateFiles): Promise<string> {
  const certificate = new X509Certificate(await readFile(files.certificatePath));
  const identity = parsePeerIdentity(certificate.subjectAltName ?? '');
  if (identity.kind !== 'node') throw new Error(`Cannot read a node's uid from "${files.certificatePath}"`);
  return identity.uid;
}
