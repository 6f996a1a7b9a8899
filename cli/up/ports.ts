import { createServer } from 'node:net';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Listening addresses of a standalone coordinator and agent, `host:port`; port 0 means any free one. */
export interface ListenAddresses {
  readonly api: string;
  readonly agent: string;
  readonly ops: string;
  readonly agentOps: string;
}

const defaultBasePort = 7443;

/** Four neighbouring ports from `text` on, all on the loopback address; `0` for any free ones. */
export function toListenAddresses(text: string | undefined): ListenAddresses {
  const base = text === undefined ? defaultBasePort : /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(base === 0 || (base >= 1 && base <= 65_532))) {
    throw new CliError(
      `Cannot listen: --port "${text}" is not a port: give one from 1 to 65532, or 0 for any`,
      {
        exitCode: exitCodes.usage,
      },
    );
  }
  const at = (offset: number): string => `127.0.0.1:${base === 0 ? 0 : base + offset}`;
  return { api: at(0), agent: at(1), ops: at(2), agentOps: at(3) };
}

/** Throws a CliError that names every port that somebody else has. */
export async function checkPortsFree(addresses: ListenAddresses): Promise<void> {
  const taken: string[] = [];
  for (const address of [addresses.api, addresses.agent, addresses.ops, addresses.agentOps]) {
    if (!(await isFree(address))) taken.push(address);
  }
  if (taken.length === 0) return;
  throw new CliError(
    `Cannot listen on ${taken.join(', ')}: another program does already: choose other ports`,
    {
      next: `toe up --port ${defaultBasePort + 1000}`,
    },
  );
}

async function isFree(address: string): Promise<boolean> {
  const [host, port] = [address.slice(0, address.lastIndexOf(':')), Number(address.split(':').at(-1))];
  if (port === 0) return true;
  const server = createServer();
  try {
    return await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, host, () => resolve(true));
    });
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}
