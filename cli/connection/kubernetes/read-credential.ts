import type { RequestOptions } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import type { Kubeconfig } from './load-kubeconfig.ts';

/** A credential plugin may ask the person to log in elsewhere. */
const pluginLimitMs = 120_000;

/**
 * The bearer token that the kubeconfig gives for its user now, whatever way: as text, from a file, by a plugin. A
 * plugin is asked again only when its token has expired. Undefined for a user who proves themselves otherwise, as by
 * a client certificate. Throws a CliError where the credential cannot be had.
 */
export async function readBearer(kubeconfig: Kubeconfig): Promise<string | undefined> {
  const options: RequestOptions = {};
  const stop = new AbortController();
  try {
    await Promise.race([
      kubeconfig.config.applyToHTTPSOptions(options),
      delay(pluginLimitMs, undefined, { signal: stop.signal }).then(() => {
        throw new Error(`its plugin gave none within ${pluginLimitMs / 1000} s`);
      }),
    ]);
  } catch (error) {
    throw explainCredential(kubeconfig, error);
  } finally {
    stop.abort();
  }
  const header: unknown = readMember(options.headers, 'Authorization');
  return typeof header === 'string' && header.startsWith('Bearer ')
    ? header.slice('Bearer '.length)
    : undefined;
}

/** The same where there must be one: the coordinator knows people by nothing else. */
export async function requireBearer(kubeconfig: Kubeconfig): Promise<string> {
  const token = await readBearer(kubeconfig);
  if (token !== undefined) return token;
  throw new CliError(
    `Cannot call the coordinator as user "${kubeconfig.user}" of the kubeconfig: they have no bearer token, and the coordinator knows people by nothing else: call it as a service account, with --as-service-account NAMESPACE/NAME`,
    { exitCode: exitCodes.usage },
  );
}

function explainCredential({ user, context }: Kubeconfig, error: unknown): CliError {
  const text = error instanceof Error ? error.message.trim() : String(error);
  // What a plugin prints is a credential or nothing of use: a parser's complaint would quote it.
  const isNoCredential = error instanceof SyntaxError || error instanceof TypeError;
  const why = isNoCredential
    ? 'its plugin printed no ExecCredential'
    : text || 'its plugin failed and said nothing';
  return new CliError(`Cannot use context "${context}" as user "${user}": ${why}`, {
    next: `log in again as your cluster asks it; to check: kubectl --context ${context} auth whoami`,
    cause: error,
  });
}
