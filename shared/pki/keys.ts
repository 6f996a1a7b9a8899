import { createPrivateKey, randomBytes, type webcrypto } from 'node:crypto';

/** ECDSA on P-256 with SHA-256, for every key and signature. */
export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

export async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await globalThis.crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

/** The private key as PKCS #8 PEM. */
export async function toKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const pkcs8 = await globalThis.crypto.subtle.exportKey('pkcs8', key);
  const exported = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  });
  return exported.toString();
}

/** A signing key from PKCS #8 PEM. */
export async function parseSigningKey(pem: string): Promise<webcrypto.CryptoKey> {
  const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return await globalThis.crypto.subtle.importKey('pkcs8', Uint8Array.from(der), keyAlgorithm, false, [
    'sign',
  ]);
}

/** A positive serial number of 16 random bytes, in hexadecimal (RFC 5280, 4.1.2.2). */
export function makeSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
