import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { apiVersion } from '../../../shared/kinds/kinds.ts';
import type { ObjectName } from '../../../shared/kinds/parse-resource-document.ts';
import {
  isSameObject,
  maxFileBytes,
  parseResourceFile,
  showObject,
} from '../../../shared/kinds/parse-resource-file.ts';
import type { PowerToolStatus } from '../../../shared/kinds/power-tool.ts';
import type { PowerToolArgumentPolicySpec } from '../../../shared/kinds/power-tool-argument-policy.ts';
import type { PowerToolConfigSpec } from '../../../shared/kinds/power-tool-config.ts';
import type { PowerToolProcessingSpec } from '../../../shared/kinds/power-tool-processing.ts';
import { makeFault } from '../../../shared/kinds/validate-fault.ts';
import { systemNamespace, validateMetadata } from '../../../shared/kinds/validate-metadata.ts';
import { validateSpec } from '../../../shared/kinds/validate-spec.ts';
import type { Log } from '../../../shared/log.ts';
import { createFile, removeFile, replaceFile } from '../../../shared/runtime/durable-files.ts';
import { hasCode } from '../../../shared/runtime/has-code.ts';
import {
  type Created,
  type CreatePowerTool,
  type Found,
  metadataOf,
  type Read,
  type ResourceRef,
  type ResourceSource,
  type StoredPowerTool,
} from '../resource-source.ts';
import type { SettingRef, SettingStatus, StoredSetting } from '../stored-setting.ts';
import { toKey } from './decide-objects.ts';
import { removeDocument, setStop } from './edit-document.ts';
import type { FolderState } from './folder-state.ts';
import { withOwner } from './owner-annotation.ts';
import {
  findConfig,
  findPolicy,
  findPowerTool,
  findProcessing,
  findSetting,
  listObjects,
} from './read-objects.ts';
import { watchState } from './watch-state.ts';

export interface FolderSourceParts {
  readonly root: string;
  readonly state: FolderState;
  readonly defaults: {
    readonly configs: ReadonlyMap<string, Found<PowerToolConfigSpec>>;
    readonly policies: ReadonlyMap<string, Found<PowerToolArgumentPolicySpec>>;
  };
  /** PowerTools that were removed while no coordinator ran. */
  readonly removedBefore: readonly ResourceRef[];
  readonly pollMs: number;
  readonly settleMs: number;
  readonly log: Log;
}

/** The resources of standalone mode. Made by `openResourceFolder`. */
export class FolderResourceSource implements ResourceSource {
  readonly #parts: FolderSourceParts;

  constructor(parts: FolderSourceParts) {
    this.#parts = parts;
  }

  async watch(onChange: (ref: ResourceRef) => void, signal: AbortSignal): Promise<void> {
    await watchState(this.#parts, onChange, signal);
  }

  async readPowerTool({ namespace, name }: ResourceRef): Promise<StoredPowerTool | undefined> {
    return findPowerTool(this.#parts.state, toKey({ kind: 'PowerTool', namespace, name }));
  }

  async listPowerTools(namespace: string): Promise<readonly StoredPowerTool[]> {
    const all = listObjects(this.#parts.state, findPowerTool);
    return all.filter((stored) => namespace === '' || metadataOf(stored).namespace === namespace);
  }

  async readConfig(tool: string): Promise<Read<PowerToolConfigSpec>> {
    const key = toKey({ kind: 'PowerToolConfig', namespace: systemNamespace, name: tool });
    return (
      findConfig(this.#parts.state, key) ??
      this.#findClaim(key) ??
      this.#parts.defaults.configs.get(tool) ?? { kind: 'absent' }
    );
  }

  async listConfigs(): Promise<readonly Found<PowerToolConfigSpec>[]> {
    const tools = new Set(this.#parts.defaults.configs.keys());
    for (const { resource } of listObjects(this.#parts.state, findConfig)) tools.add(resource.metadata.name);
    const reads = await Promise.all([...tools].toSorted().map((tool) => this.readConfig(tool)));
    return reads.filter((read) => read.kind === 'found');
  }

  async readPolicy(name: string): Promise<Read<PowerToolArgumentPolicySpec>> {
    const key = toKey({ kind: 'PowerToolArgumentPolicy', namespace: systemNamespace, name });
    const written = findPolicy(this.#parts.state, key) ?? this.#findClaim(key);
    return written ?? this.#parts.defaults.policies.get(name) ?? { kind: 'absent' };
  }

  async listProcessings(): Promise<readonly Found<PowerToolProcessingSpec>[]> {
    return listObjects(this.#parts.state, findProcessing);
  }

  async listSettings(): Promise<readonly StoredSetting[]> {
    return listObjects(this.#parts.state, findSetting);
  }

  listenSettings(onChange: () => void): Disposable {
    return this.#parts.state.listenSettings(onChange);
  }

  async writeSettingStatus(ref: SettingRef, uid: string, status: SettingStatus): Promise<'written' | 'gone'> {
    return this.#saveStatus(toKey(ref), uid, status);
  }

  async writeStatus(
    { namespace, name }: ResourceRef,
    uid: string,
    status: PowerToolStatus,
  ): Promise<'written' | 'gone'> {
    return this.#saveStatus(toKey({ kind: 'PowerTool', namespace, name }), uid, status);
  }

  async #saveStatus(key: string, uid: string, status: object): Promise<'written' | 'gone'> {
    return this.#parts.state.exclusive(async () => {
      const record = this.#parts.state.records.get(key);
      if (record?.uid !== uid || !this.#parts.state.decided.objects.has(key)) return 'gone';
      await this.#parts.state.saveRecord(key, { ...record, status });
      return 'written';
    });
  }

  async createPowerTool(input: CreatePowerTool): Promise<Created> {
    const { namespace, name, spec, labels = {}, owner } = input;
    const annotations = withOwner(input.annotations ?? {}, owner);
    const metadata = validateMetadata('PowerTool', { namespace, name, labels, annotations });
    const validated = validateSpec('PowerTool', spec);
    const faults = [
      ...(metadata.kind === 'invalid' ? metadata.faults : []),
      ...(validated.kind === 'invalid' ? validated.faults : []),
    ];
    if (faults.length > 0) return { kind: 'invalid', faults };
    const written = { name, namespace, ...keepFilled({ labels, annotations }) };
    const object = { apiVersion, kind: 'PowerTool', metadata: written, spec };
    const text = stringify(object, { lineWidth: 0, aliasDuplicateObjects: false });
    if (Buffer.byteLength(text) > maxFileBytes) {
      const message = 'is too large: choose nodes by label rather than by name, 1 MiB is the limit';
      return { kind: 'invalid', faults: [makeFault(['spec'], message)] };
    }
    const file = join('captures', `${namespace}.${name}.yaml`);
    return this.#parts.state.exclusive(async () => {
      const key = toKey({ kind: 'PowerTool', namespace, name });
      const { objects, claimed } = this.#parts.state.decided;
      if (objects.has(key) || claimed.has(key)) return { kind: 'exists' };
      if ((await createFile(join(this.#parts.root, file), text, { mode: 0o644 })) === 'exists')
        return { kind: 'exists' };
      await this.#parts.state.look(new Set([file]));
      const stored = await this.readPowerTool({ namespace, name });
      if (stored?.kind !== 'valid')
        throw new Error(
          `Cannot create ${showObject({ kind: 'PowerTool', namespace, name })}: "${file}" was written but could not be read back: see status/faults.yaml`,
        );
      return { kind: 'created', resource: stored.resource };
    });
  }

  async requestStop(ref: ResourceRef): Promise<'requested' | 'gone'> {
    const edited = await this.#edit('stop', ref, setStop);
    return edited ? 'requested' : 'gone';
  }

  /** Nothing is in the way of a deletion here: a capture whose file is gone is stopped and kept. */
  async setFinalizer(): Promise<'written'> {
    return 'written';
  }

  async deletePowerTool(ref: ResourceRef): Promise<'deleted' | 'gone'> {
    return (await this.#edit('delete', ref, removeDocument)) ? 'deleted' : 'gone';
  }

  /** Changes the file that has the object; `change` gives the new text, or undefined where the file is to go. */
  async #edit(
    verb: string,
    { namespace, name }: ResourceRef,
    change: (text: string, document: number) => string | undefined,
  ): Promise<boolean> {
    const object: ObjectName = { kind: 'PowerTool', namespace, name };
    return this.#parts.state.exclusive(async () => {
      const file = this.#parts.state.decided.objects.get(toKey(object))?.file;
      if (file === undefined) return false;
      const path = await findRealPath(join(this.#parts.root, file));
      if (path === undefined) return false;
      const text = await readFile(path, 'utf8');
      const parsed = parseResourceFile(file, text);
      if (parsed.kind === 'faulty')
        throw new Error(
          `Cannot ${verb} ${showObject(object)}: its file has faults: mend them or delete the file:\n${parsed.message}`,
        );
      const place = parsed.resources.find(({ resource }) => isSameObject(resource, object));
      if (place === undefined) return false;
      const edited = change(text, place.document);
      if (edited === undefined) await removeFile(path);
      else if (edited !== text) await replaceFile(path, edited, { mode: (await stat(path)).mode & 0o777 });
      await this.#parts.state.look(new Set([file]));
      return true;
    });
  }

  #findClaim(key: string): { readonly kind: 'invalid'; readonly message: string } | undefined {
    const message = this.#parts.state.decided.claimed.get(key);
    return message === undefined ? undefined : { kind: 'invalid', message };
  }
}

/** Where a file is behind links; undefined where somebody has just removed it. */
async function findRealPath(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Without the members that say nothing. */
function keepFilled(members: Readonly<Record<string, object>>): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => Object.keys(value).length > 0));
}
