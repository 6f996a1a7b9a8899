// The certificate library needs the metadata API before it is loaded.
import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { replaceFile } from '../runtime/durable-files.ts';
import { readCertificatePair, toCertificateFiles } from './certificate-files.ts';
import { generateKeys, keyAlgorithm, makeSerialNumber, parseSigningKey, toKeyPem } from './keys.ts';

const dayMs = 86_400_000;
const authorityDays = 3650;

/** The local certificate authority of one state directory. */
export interface Authority {
  readonly directory: string;
  /** PEM file that clients and servers trust. */
  readonly certificatePath: string;
  readonly certificate: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

/**
 * Reads `ca.crt` and `ca.key` of the directory, or makes both (and the directory, 0700) where one is missing. An
 * authority with less than a year left is made anew; what it signed is then issued anew too.
 */
export async function ensureAuthority(directory: string, now: Date = new Date()): Promise<Authority> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const files = toCertificateFiles(directory, 'ca');
  const pair = await readCertificatePair(files);
  if (pair !== undefined) {
    const certificate = new X509Certificate(pair.certificatePem);
    if (certificate.notAfter.getTime() - now.getTime() > 365 * dayMs) {
      const signingKey = await parseSigningKey(pair.keyPem);
      return { directory, certificatePath: files.certificatePath, certificate, signingKey };
    }
  }
  const keys = await generateKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: makeSerialNumber(),
    name: 'CN=TOE local authority',
    notBefore: new Date(now.getTime() - 5 * 60_000),
    notAfter: new Date(now.getTime() + authorityDays * dayMs),
    keys,
    signingAlgorithm: keyAlgorithm,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  await replaceFile(files.keyPath, await toKeyPem(keys.privateKey));
  await replaceFile(files.certificatePath, `${certificate.toString('pem')}\n`);
  return { directory, certificatePath: files.certificatePath, certificate, signingKey: keys.privateKey };
}
