import { randomUUID } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { parsePeerIdentity } from '../rpc/peer-identity.ts';
import { replaceFile } from '../runtime/durable-files.ts';
import type { Authority } from './authority.ts';
import { type CertificateFiles, readCertificatePair, toCertificateFiles } from './certificate-files.ts';
import { type CertificateHolder, toAlternativeNames, toBaseName } from './certificate-holder.ts';
import { generateKeys, keyAlgorithm, makeSerialNumber, toKeyPem } from './keys.ts';

const dayMs = 86_400_000;
const certificateDays = 365;
const renewalDays = 30;

/**
 * The holder's certificate and key, mode 0600, in the authority's directory: reused while it is of this authority,
 * has the holder's names and 30 days remain, else issued for a year. A node keeps its uid. Throws a RangeError for a
 * malformed name.
 */
export async function issueCertificate(
  authority: Authority,
  holder: CertificateHolder,
  now: Date = new Date(),
): Promise<CertificateFiles> {
  const files = toCertificateFiles(authority.directory, toBaseName(holder));
  const pair = await readCertificatePair(files);
  const old = pair === undefined ? undefined : new X509Certificate(pair.certificatePem);
  const names = toAlternativeNames(holder, readNodeUid(old) ?? randomUUID());
  if (old !== undefined && hasDnsNames(old, names) && (await isUsable(old, authority, now))) return files;

  const keys = await generateKeys();
  const isServer = holder.kind === 'coordinator';
  const certificate = await X509CertificateGenerator.create({
    serialNumber: makeSerialNumber(),
    subject: `CN=toe-${holder.kind}`,
    issuer: authority.certificate.subject,
    notBefore: new Date(now.getTime() - 5 * 60_000),
    notAfter: new Date(now.getTime() + certificateDays * dayMs),
    publicKey: keys.publicKey,
    signingKey: authority.signingKey,
    signingAlgorithm: keyAlgorithm,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([isServer ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension([...names]),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  await replaceFile(files.keyPath, await toKeyPem(keys.privateKey));
  await replaceFile(files.certificatePath, `${certificate.toString('pem')}\n`);
  return files;
}

function hasDnsNames(certificate: X509Certificate, wanted: readonly JsonGeneralName[]): boolean {
  const items = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const found = new Set(items.flatMap(({ type, value }) => (type === 'dns' ? [value] : [])));
  return wanted.every(({ type, value }) => type !== 'dns' || found.has(value));
}

async function isUsable(certificate: X509Certificate, authority: Authority, now: Date): Promise<boolean> {
  if (certificate.notAfter.getTime() - now.getTime() < renewalDays * dayMs) return false;
  if (certificate.notBefore.getTime() > now.getTime()) return false;
  return await certificate.verify({ publicKey: authority.certificate.publicKey, signatureOnly: true });
}

function readNodeUid(certificate: X509Certificate | undefined): string | undefined {
  const names = certificate?.getExtension(SubjectAlternativeNameExtension)?.names.items ?? [];
  const identity = parsePeerIdentity(names.map((item) => `URI:${item.value}`).join(', '));
  return identity.kind === 'node' ? identity.uid : undefined;
}
