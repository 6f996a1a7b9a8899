import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../runtime/has-code.ts';

/** Where a certificate and its private key stand, both PEM. */
export interface CertificateFiles {
  readonly certificatePath: string;
  readonly keyPath: string;
}

export interface CertificatePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export function toCertificateFiles(directory: string, baseName: string): CertificateFiles {
  return {
    certificatePath: join(directory, `${baseName}.crt`),
    keyPath: join(directory, `${baseName}.key`),
  };
}

/** Both files, or undefined where one is missing. */
export async function readCertificatePair(files: CertificateFiles): Promise<CertificatePair | undefined> {
  try {
    const [certificatePem, keyPem] = await Promise.all([
      readFile(files.certificatePath, 'utf8'),
      readFile(files.keyPath, 'utf8'),
    ]);
    return { certificatePem, keyPem };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
