import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { parse } from 'yaml';
import type { Resource } from '../../../shared/kinds/kinds.ts';
import type { PowerToolSpec, PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import { silentLog } from '../../../shared/log.ts';
import type { ResourceRef, ResourceSource } from '../resource-source.ts';
import { openResourceFolder } from './open-resource-folder.ts';

export const spec = {
  tool: { name: 'perf', args: ['record', '-F', '99'], duration: '30s' },
  targets: { allNodes: true },
} as const;
export const blue = { namespace: 'oncall', name: 'blue' } as const;
const defaults = new Map([['perf', { subcommands: [{ name: 'record' }] }]]);

export const status: PowerToolStatus = {
  phase: 'Running',
  conditions: [],
  nodes: {
    matched: 2,
    selected: 2,
    running: 2,
    captured: 0,
    verified: 0,
    failed: 0,
    refused: 0,
    lost: 0,
    late: 0,
  },
  bytes: { captured: 0, stored: 0 },
  artifacts: [],
  failures: [],
  reports: [],
};

/** A PowerTool that can be honoured; undefined where there is none. */
export async function readValid(
  source: ResourceSource,
  ref: ResourceRef,
): Promise<Resource<PowerToolSpec> | undefined> {
  const stored = await source.readPowerTool(ref);
  return stored?.kind === 'valid' ? stored.resource : undefined;
}

/** The text of a file with one PowerTool. */
export function writePowerTool(name: string, duration = '30s', namespace = 'oncall'): string {
  return `# ${name}
apiVersion: toe.run/v1alpha1
kind: PowerTool
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  tool: {name: perf, duration: ${duration}} # as asked
  targets: {allNodes: true}
`;
}

/** A folder of its own for every test of a file; what watches it has ended when the folder is removed. */
export class TestFolder {
  dataDir = '';
  #watching: { readonly controller: AbortController; readonly done: Promise<void> }[] = [];

  constructor() {
    beforeEach(async () => {
      this.dataDir = await mkdtemp(join(tmpdir(), 'toe-resources-'));
    });
    afterEach(async () => {
      for (const { controller, done } of this.#watching) {
        controller.abort();
        await done;
      }
      this.#watching = [];
      await rm(this.dataDir, { recursive: true });
    });
  }

  async open(): Promise<ResourceSource> {
    return openResourceFolder({
      dataDir: this.dataDir,
      defaults,
      log: silentLog,
      settleMs: 30,
      pollMs: 150,
    });
  }

  /** What is told from now on, as `namespace/name`. */
  watch(source: ResourceSource): readonly string[] {
    const seen: string[] = [];
    const controller = new AbortController();
    const done = source.watch(({ namespace, name }) => seen.push(`${namespace}/${name}`), controller.signal);
    this.#watching.push({ controller, done });
    return seen;
  }

  /** The path of a file of resources. */
  pathOf(file: string): string {
    return join(this.dataDir, 'resources', file);
  }

  async put(file: string, text: string): Promise<void> {
    await writeFile(this.pathOf(file), text);
  }

  async readStatusFile(file: string): Promise<unknown> {
    return parse(await readFile(join(this.dataDir, 'status', file), 'utf8')) as unknown;
  }
}
