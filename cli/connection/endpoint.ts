import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHolderName } from '../../shared/pki/certificate-holder.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readUpFile } from './up-file.ts';

/** Where a coordinator's API is and how to prove oneself there; PEM texts. */
export interface Endpoint {
  readonly address: string;
  readonly ca: Buffer;
  readonly certificate: Buffer;
  readonly key: Buffer;
}

export interface EndpointOptions {
  readonly server?: string | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly stateDirectory: string;
  /** The login of the person, from which the certificate's file name is made. */
  readonly login: string;
}

/**
 * The coordinator that `--server` names, else the one that `toe up` runs in the state directory. Throws a CliError
 * that says which file or option is missing.
 */
export async function readEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const pki = join(options.stateDirectory, 'pki');
  const user = `user-${toHolderName(options.login, 'user')}`;
  const paths = {
    ca: options.ca ?? join(pki, 'ca.crt'),
    certificate: options.cert ?? join(pki, `${user}.crt`),
    key: options.key ?? join(pki, `${user}.key`),
  };
  const address = options.server ?? (await readUpFile(options.stateDirectory))?.apiAddress;
  if (address === undefined) {
    throw new CliError(
      `Cannot reach the coordinator: none is running with state directory "${options.stateDirectory}": start one, or name one with --server`,
      { next: 'toe up' },
    );
  }
  if (!/^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}$/.test(address)) {
    throw new CliError(`Cannot reach the coordinator: "${address}" is not an address: write host:port`, {
      exitCode: exitCodes.usage,
    });
  }
  // One after another: of several that are missing, the same one is always named.
  const ca = await readCredential(paths.ca, '--ca');
  const certificate = await readCredential(paths.certificate, '--cert');
  const key = await readCredential(paths.key, '--key');
  return { address, ca, certificate, key };
}

async function readCredential(path: string, option: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(
      `Cannot reach the coordinator: a credential cannot be read: ${why}: give it with ${option}`,
      {
        next: 'toe up',
        cause: error,
      },
    );
  }
}
