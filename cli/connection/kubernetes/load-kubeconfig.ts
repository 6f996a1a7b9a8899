import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Cluster, type Context, KubeConfig, type User } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { hasCode } from '../../../shared/runtime/has-code.ts';
import { CliError } from '../../cli-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { tokenFileAuthenticator, withTokenFile } from './token-file.ts';

/** One context of the person's kubeconfig. */
export interface Kubeconfig {
  readonly config: KubeConfig;
  readonly context: string;
  /** URL of the API server. */
  readonly server: string;
  readonly user: string;
  /** Of the context; undefined where it names none. */
  readonly namespace: string | undefined;
}

interface KubeconfigParts {
  readonly clusters: readonly Cluster[];
  readonly contexts: readonly Context[];
  readonly users: readonly User[];
  readonly currentContext: string | undefined;
}

/**
 * Reads kubeconfig files as kubectl does: of entries with one name the first counts, and of several files some may
 * be missing. Throws a CliError that says what is wrong with which file, and never shows what stands in it.
 */
export async function loadKubeconfig(
  paths: readonly string[],
  contextName: string | undefined,
): Promise<Kubeconfig> {
  const read = await Promise.all(paths.map(readParts));
  const found = read.filter((parts) => parts !== undefined);
  const shown = paths.map((path) => `"${path}"`).join(', ');
  if (found.length === 0) throw faulty(shown, 'it does not exist');
  const config = new KubeConfig();
  config.addAuthenticator(tokenFileAuthenticator);
  config.loadFromOptions({
    clusters: keepFirst(found.flatMap(({ clusters }) => clusters)),
    contexts: keepFirst(found.flatMap(({ contexts }) => contexts)),
    users: keepFirst(found.flatMap(({ users }) => users)),
    currentContext: contextName ?? found.find((parts) => parts.currentContext)?.currentContext,
  });
  return readContext(config, shown);
}

function readContext(config: KubeConfig, shown: string): Kubeconfig {
  const names = config.getContexts().map(({ name }) => `"${name}"`);
  const known = names.length === 0 ? 'it has no contexts' : `it has ${names.join(', ')}`;
  const name = config.getCurrentContext() || undefined;
  if (name === undefined)
    throw faulty(shown, `it names no current context: give one with --context: ${known}`);
  const context = config.getContextObject(name);
  if (context === null) throw faulty(shown, `there is no context "${name}": ${known}`);
  const [cluster, user] = [config.getCurrentCluster(), config.getCurrentUser()];
  if (cluster === null)
    throw faulty(shown, `context "${name}" is of cluster "${context.cluster}", which is not there`);
  if (user === null)
    throw faulty(shown, `context "${name}" is of user "${context.user ?? ''}", who is not there`);
  return { config, context: name, server: cluster.server, user: user.name, namespace: context.namespace };
}

/** Undefined where there is no such file. */
async function readParts(path: string): Promise<KubeconfigParts | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw faulty(`"${path}"`, error instanceof Error ? error.message : String(error));
  }
  try {
    return parseParts(text, dirname(resolve(path)));
  } catch (error) {
    // The rest of a parser's message shows the line, which may hold a token.
    const [why = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw faulty(`"${path}"`, `it is not a kubeconfig: ${why.replace(/:$/, '')}`);
  }
}

/** client-node reads the file; what it leaves out (a token file, paths from the file's folder) is added. */
function parseParts(text: string, directory: string): KubeconfigParts {
  const document: unknown = parse(text, { logLevel: 'silent' });
  if (typeof document !== 'object' || document === null) throw new Error('it holds no YAML mapping');
  const config = new KubeConfig();
  config.loadFromString(text);
  config.makePathsAbsolute(directory);
  const users: unknown = readMember(document, 'users');
  const tokenFiles = new Map(
    (Array.isArray(users) ? users : []).flatMap((entry: unknown): readonly [string, string][] => {
      const [name, file] = [readMember(entry, 'name'), readMember(readMember(entry, 'user'), 'tokenFile')];
      return typeof name === 'string' && typeof file === 'string' ? [[name, resolve(directory, file)]] : [];
    }),
  );
  return {
    clusters: config.getClusters(),
    contexts: config.getContexts(),
    users: config
      .getUsers()
      .map((user) => withTokenFile(withPlugin(user, directory), tokenFiles.get(user.name))),
    currentContext: config.getCurrentContext(),
  };
}

/** A credential plugin's command with a slash in it is meant from the file's folder. */
function withPlugin(user: User, directory: string): User {
  const command: unknown = readMember(user.exec, 'command');
  if (typeof command !== 'string' || !command.includes('/')) return user;
  return { ...user, exec: { ...user.exec, command: resolve(directory, command) } };
}

function keepFirst<Entry extends { readonly name: string }>(entries: readonly Entry[]): readonly Entry[] {
  return entries.filter((entry, index) => entries.findIndex(({ name }) => name === entry.name) === index);
}

function faulty(shown: string, why: string): CliError {
  return new CliError(`Cannot use kubeconfig ${shown}: ${why}`, {
    exitCode: exitCodes.usage,
    next: 'kubectl config get-contexts, or name another file with --kubeconfig',
  });
}
