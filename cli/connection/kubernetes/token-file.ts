import { readFile } from 'node:fs/promises';
import type { KubeConfig, User } from '@kubernetes/client-node';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';

type Authenticator = Parameters<KubeConfig['addAuthenticator']>[0];

const provider = 'toe-token-file';

/** client-node knows no `tokenFile` of a kubeconfig, and its own file provider sends the line's end with the token. */
export const tokenFileAuthenticator: Authenticator = {
  isAuthProvider: (user) => readMember(user.authProvider, 'name') === provider,
  applyAuthentication: async (user, options) => {
    const path = String(readMember(readMember(user.authProvider, 'config'), 'path'));
    const token = (await readFile(path, 'utf8')).trim();
    options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  },
};

/** The user whose token stands in a file, which is read for every request: it may be renewed. */
export function withTokenFile(user: User, path: string | undefined): User {
  if (path === undefined) return user;
  const { token: _, ...rest } = user;
  return { ...rest, authProvider: { name: provider, config: { path } } };
}
