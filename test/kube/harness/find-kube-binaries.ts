import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../../scripts/install-kube-apiserver', import.meta.url));

/** The folder with kube-apiserver and etcd; throws with what to run where there is none. */
export function findKubeBinaries(): string {
  return execFileSync(script, ['--find'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
}
