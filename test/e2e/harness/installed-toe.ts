import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { apply, type Manifest, makeSecrets, readManifests } from '../../kube/harness/manifests.ts';
import { fitToTests } from './fit-manifest.ts';
import { type Cluster, expectDone, find, listItems, readText, remove } from './open-cluster.ts';
import { removeSpools } from './remove-spools.ts';
import type { Settings } from './settings.ts';
import { untilRolledOut } from './until-rolled-out.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
/** TOE as deploy/manifests installs it; disposing removes every trace of it. */
export interface InstalledToe extends AsyncDisposable {
  /** Names of the nodes whose agents are connected. */
  readonly nodes: readonly string[];
}

/**
 * Installs it into a cluster that has none; resolves when the coordinator is ready and every agent is connected.
 * Nothing is left where it throws.
 */
export async function installToe(cluster: Cluster, settings: Settings): Promise<InstalledToe> {
  const { admin } = cluster;
  const definitions = readDefinitions();
  const keys = await mkdtemp(join(tmpdir(), 'toe-e2e-keys-'));
  const spool = `/var/tmp/toe-e2e-${keys.slice(-6)}`;
  await using undo = new AsyncDisposableStack();
  undo.defer(() => rm(keys, { recursive: true, force: true }));
  const secrets = makeSecrets(keys);
  const authority = readText(secrets[0], 'data', 'ca.crt');
  const manifests = readManifests().flatMap((manifest) =>
    fitToTests(manifest, { imagePrefix: settings.imagePrefix, spool, authority }),
  );
  for (const manifest of [...definitions, ...manifests])
    if ((await find(admin, manifest)) !== undefined)
      throw new Error(
        `Cannot install TOE for the tests: ${manifest.kind} "${manifest.metadata.name}" is there already: use a cluster without TOE`,
      );

  const isHook = ({ kind }: Manifest): boolean => kind === 'MutatingWebhookConfiguration';
  const [namespace, ...rest] = manifests.filter((manifest) => !isHook(manifest));
  if (namespace?.kind !== 'Namespace')
    throw new Error('Cannot install TOE: the first manifest is no Namespace');
  // Last in, first out: no admission without a coordinator, and no agent whose directory is already gone.
  for (const manifest of [...definitions, namespace]) await install(cluster, undo, manifest);
  undo.defer(() => removeSpools(cluster, settings, spool));
  for (const manifest of [...secrets, ...rest]) await install(cluster, undo, manifest);
  await untilRolledOut(cluster, manifests, 'Deployment');
  await untilRolledOut(cluster, manifests, 'DaemonSet');
  for (const manifest of manifests.filter(isHook)) await install(cluster, undo, manifest);
  undo.defer(() => removeCaptures(cluster));

  const nodes = await listItems(cluster, '/api/v1/nodes');
  const installed = undo.move();
  return {
    nodes: nodes.map((node) => readText(node, 'metadata', 'name')),
    [Symbol.asyncDispose]: () => installed.disposeAsync(),
  };
}

function readDefinitions(): readonly Manifest[] {
  const folder = join(repository, 'deploy/crds');
  return readdirSync(folder).map((file) => parse(readFileSync(join(folder, file), 'utf8')) as Manifest);
}

async function install(cluster: Cluster, undo: AsyncDisposableStack, manifest: Manifest): Promise<void> {
  undo.defer(() => remove(cluster.admin, manifest));
  expectDone(`apply ${manifest.kind} "${manifest.metadata.name}"`, await apply(cluster.admin, manifest));
}

/** While the coordinator is there to let go of them. */
async function removeCaptures(cluster: Cluster): Promise<void> {
  for (const capture of await listItems(cluster, '/apis/toe.run/v1alpha1/powertools'))
    await remove(cluster.admin, capture as Manifest);
}
