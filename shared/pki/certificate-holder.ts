import type { JsonGeneralName } from '@peculiar/x509';

/** Whom a certificate is for. Names have the form that `parsePeerIdentity` reads. */
export type CertificateHolder =
  /** `names`: DNS names by which it is dialled, beside the two that it always has. */
  | { readonly kind: 'coordinator'; readonly names?: readonly string[] }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'user'; readonly name: string };

const namePattern = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The name of the holder's files, without `.crt` and `.key`; throws a RangeError for a malformed name. */
export function toBaseName(holder: CertificateHolder): string {
  if (holder.kind === 'coordinator') return 'coordinator';
  if (!namePattern.test(holder.name) || holder.name.includes('..')) {
    throw new RangeError(
      `Cannot issue a certificate: name "${holder.name}" is malformed: use lower-case letters, digits, "-" and "."`,
    );
  }
  return `${holder.kind}-${holder.name}`;
}

/** Subject alternative names of the holder. `uid` is a node's own, kept over renewals. */
export function toAlternativeNames(holder: CertificateHolder, uid: string): readonly JsonGeneralName[] {
  switch (holder.kind) {
    case 'coordinator':
      return [
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: 'toe-coordinator' },
        ...(holder.names ?? []).map((value): JsonGeneralName => ({ type: 'dns', value })),
        { type: 'ip', value: '127.0.0.1' },
        { type: 'ip', value: '::1' },
      ];
    case 'node':
      return [{ type: 'url', value: `toe://node/${holder.name}/${uid}` }];
    case 'user':
      return [{ type: 'url', value: `toe://user/${holder.name}` }];
    default:
      return holder satisfies never;
  }
}

/** Any text (a host name, a login) as a name that a certificate may carry; `fallback` where nothing is left. */
export function toHolderName(text: string, fallback: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/\.{2,}/g, '.')
    .slice(0, 63)
    .replace(/^[.-]+|[.-]+$/g, '');
  return name === '' ? fallback : name;
}
