import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { S3StoreConfig } from '../store-config.ts';
import type { RequestLimits } from './request.ts';

const connectMs = 5_000;
const attempts = 4;
const sockets = 128;

/** How the AWS SDK is told to reach a bucket. Credentials come by its own chain. Throws where the CA cannot be read. */
export async function makeClientOptions(
  { endpoint, region, pathStyle, caPath }: S3StoreConfig,
  limits: RequestLimits,
): Promise<ClientOptions> {
  const authorities = caPath === undefined ? {} : { ca: await readAuthorities(caPath) };
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    // Otherwise a CRC-32 that older servers do not know goes with everything.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // For that the SDK makes a connection for each part, and without the authorities that are given here.
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: limits.attemptMs,
      throwOnRequestTimeout: true,
      // Whoever reads a body knows how long it may be silent.
      socketTimeout: 0,
      httpAgent: new HttpAgent({ keepAlive: true, maxSockets: sockets }),
      // Not every object store has the one curve that our own connections use.
      httpsAgent: new HttpsAgent({ keepAlive: true, maxSockets: sockets, ecdhCurve: 'auto', ...authorities }),
    },
  };
}

interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly forcePathStyle: boolean;
  readonly maxAttempts: number;
  readonly requestChecksumCalculation: 'WHEN_REQUIRED';
  readonly responseChecksumValidation: 'WHEN_REQUIRED';
  readonly expectContinueHeader: false;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
    readonly socketTimeout: number;
    readonly httpAgent: HttpAgent;
    readonly httpsAgent: HttpsAgent;
  };
}

async function readAuthorities(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new Error(
      `Cannot read the authorities of the object store: "${path}" is not readable: mend TOE_S3_CA`,
      {
        cause: error,
      },
    );
  }
}
