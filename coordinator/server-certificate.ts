import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { experimental, type ServerCredentials } from '@grpc/grpc-js';
import type { Log } from '../shared/log.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { isAbort } from '../shared/runtime/group.ts';

/** Where the coordinator's certificate stands; PEM files. */
export interface ServerCertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** The authority that must have signed every client's certificate; undefined: clients show none. */
  readonly authority: string | undefined;
}

interface Pems {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly authority: Buffer | undefined;
}

export interface ServerCertificateDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** How often the files are looked at. */
  readonly pollMs?: number;
}

/**
 * What the coordinator's ports prove themselves with: mutual TLS where there is an authority of clients, else only
 * the server shows a certificate. Files that are replaced while it runs serve new connections as soon as certificate
 * and key belong together; open ones go on. The last good pair is kept over whatever else stands in the files:
 * grpc-js' own FileWatcherCertificateProvider drops every connection while a file is missing or half replaced.
 */
export class ServerCertificate {
  readonly #files: ServerCertificateFiles;
  readonly #deps: ServerCertificateDeps;
  readonly #provider: Provider;

  private constructor(files: ServerCertificateFiles, pems: Pems, deps: ServerCertificateDeps) {
    this.#files = files;
    this.#deps = deps;
    this.#provider = new Provider(pems);
  }

  /** Reads the files; throws an Error that says which one is wrong and why. */
  static async open(files: ServerCertificateFiles, deps: ServerCertificateDeps): Promise<ServerCertificate> {
    return new ServerCertificate(files, await readPems(files), deps);
  }

  /** Credentials for one port. */
  makeCredentials(): ServerCredentials {
    const isMutual = this.#files.authority !== undefined;
    // The first argument is the server's own certificate, the second the clients' authority; the types of grpc-js
    // 1.14 name them the other way round.
    return experimental.createCertificateProviderServerCredentials(
      this.#provider,
      isMutual ? this.#provider : null,
      isMutual,
    );
  }

  /** A Part: takes over what is new in the files. */
  async watch(signal: AbortSignal): Promise<void> {
    const { clock, log, pollMs = 10_000 } = this.#deps;
    let warned = '';
    while (!signal.aborted) {
      try {
        await clock.sleep(pollMs, signal);
        const pems = await readPems(this.#files);
        if (this.#provider.replace(pems)) log.info({ path: this.#files.certificate }, 'Certificate renewed');
        warned = '';
      } catch (error) {
        if (isAbort(error)) return;
        const why = error instanceof Error ? error.message : String(error);
        if (why !== warned) log.warn({ why }, 'New certificate could not be used');
        warned = why;
      }
    }
  }
}

/** Hands grpc-js a pair that was checked, and the next one when there is one; never none. */
class Provider implements experimental.CertificateProvider {
  readonly #onIdentity = new Set<experimental.IdentityCertificateUpdateListener>();
  readonly #onAuthority = new Set<experimental.CaCertificateUpdateListener>();
  #pems: Pems;

  constructor(pems: Pems) {
    this.#pems = pems;
  }

  /** Whether they are others than before. */
  replace(pems: Pems): boolean {
    const { certificate, key, authority } = this.#pems;
    const isSame =
      certificate.equals(pems.certificate) &&
      key.equals(pems.key) &&
      (authority === undefined || authority.equals(pems.authority ?? Buffer.alloc(0)));
    if (isSame) return false;
    this.#pems = pems;
    for (const listener of this.#onIdentity) this.#tellIdentity(listener);
    for (const listener of this.#onAuthority) this.#tellAuthority(listener);
    return true;
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#onIdentity.add(listener);
    // As grpc-js' own provider does: the server that listens is only being made.
    process.nextTick(() => this.#tellIdentity(listener));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#onIdentity.delete(listener);
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#onAuthority.add(listener);
    process.nextTick(() => this.#tellAuthority(listener));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#onAuthority.delete(listener);
  }

  #tellIdentity(listener: experimental.IdentityCertificateUpdateListener): void {
    listener({ certificate: this.#pems.certificate, privateKey: this.#pems.key });
  }

  #tellAuthority(listener: experimental.CaCertificateUpdateListener): void {
    listener(this.#pems.authority === undefined ? null : { caCertificate: this.#pems.authority });
  }
}

async function readPems(files: ServerCertificateFiles): Promise<Pems> {
  const [certificate, key, authority] = await Promise.all([
    read(files.certificate, 'certificate (TOE_TLS_CERT)'),
    read(files.key, 'key (TOE_TLS_KEY)'),
    files.authority === undefined ? undefined : read(files.authority, 'certificate authority (TOE_TLS_CA)'),
  ]);
  try {
    createSecureContext({ cert: certificate, key, ...(authority === undefined ? {} : { ca: authority }) });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Cannot use certificate "${files.certificate}" with key "${files.key}": ${why}: a PEM certificate and its own key are right`,
      { cause: error },
    );
  }
  return { certificate, key, authority };
}

async function read(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot read the ${what}: ${why}`, { cause: error });
  }
}
