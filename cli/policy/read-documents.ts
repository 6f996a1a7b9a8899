import { kinds } from '../../shared/kinds/kinds.ts';
import { parseResourceDocument, type WrittenResource } from '../../shared/kinds/parse-resource-document.ts';
import { readMember } from '../../shared/kinds/validate-schema-faults.ts';
import { listObjects, type Manifest, type PlacedObject } from '../convert/list-objects.ts';
import { isOfOldGroup } from '../convert/old-kinds.ts';
import { readManifests } from '../convert/read-manifests.ts';
import { leaveOutServerFields } from './leave-out-server-fields.ts';
import { listFiles } from './list-files.ts';
import {
  type DocumentFault,
  faultAt,
  type PlacedConfig,
  type PlacedPolicy,
  type PolicyDocuments,
} from './policy-documents.ts';

export interface ParsedDocuments extends PolicyDocuments {
  /** In the order of the files and their lines; what has none of them is in the lists. */
  readonly faults: readonly DocumentFault[];
  readonly fileCount: number;
  /** Policies and configs that have faults, and documents that nothing can be told of. */
  readonly brokenCount: number;
  /** Objects of other kinds, which are not looked at. */
  readonly otherCount: number;
}

export type ReadDocuments =
  | ({ readonly kind: 'read' } & ParsedDocuments)
  /** Each path that cannot be read, a sentence. */
  | { readonly kind: 'unreadable'; readonly faults: readonly string[] };

/**
 * Reads the PowerToolArgumentPolicies and PowerToolConfigs of files and folders, `-` being standard input. `home` is
 * the coordinator's namespace.
 */
export async function readDocuments(
  paths: readonly string[],
  stdin: NodeJS.ReadableStream,
  home: string,
): Promise<ReadDocuments> {
  const read = await readManifests(await listFiles(paths), stdin);
  return read.kind === 'unreadable' ? read : { kind: 'read', ...parseDocuments(read.manifests, home) };
}

/** The same of texts that are read already. */
export function parseDocuments(manifests: readonly Manifest[], home: string): ParsedDocuments {
  const faults: DocumentFault[] = [];
  const policies: PlacedPolicy[] = [];
  const configs: PlacedConfig[] = [];
  let [otherCount, brokenCount] = [0, 0];
  for (const manifest of manifests) {
    const listed = listObjects(manifest);
    const found: DocumentFault[] = listed.faults.map((fault) => ({ file: manifest.file, ...fault }));
    brokenCount += found.length > 0 ? 1 : 0;
    for (const placed of listed.objects) {
      if (!isOurs(placed.value)) {
        otherCount += 1;
        continue;
      }
      const parsed = parseResourceDocument(leaveOutServerFields(placed.value, home));
      const of =
        parsed.kind === 'faulty'
          ? parsed.faults.map(({ steps, message }) => faultAt(placed, steps, message))
          : keep(parsed.resource, placed, policies, configs);
      brokenCount += of.length > 0 ? 1 : 0;
      found.push(...of);
    }
    faults.push(...found.toSorted((left, right) => left.line - right.line));
  }
  return { policies, configs, faults, fileCount: manifests.length, brokenCount, otherCount };
}

/** Whether the object is a policy or a config, or is likely to be meant to be one. */
function isOurs(value: object): boolean {
  const [kind, apiVersion] = [readMember(value, 'kind'), readMember(value, 'apiVersion')];
  if (kind === 'PowerTool' || kind === 'PowerToolProcessing' || isOfOldGroup(value)) return false;
  if (typeof kind === 'string' && kinds.has(kind)) return true;
  return typeof apiVersion === 'string' && apiVersion.startsWith('toe.run/');
}

function keep(
  resource: WrittenResource,
  place: PlacedObject,
  policies: PlacedPolicy[],
  configs: PlacedConfig[],
): readonly DocumentFault[] {
  const { kind, name } = resource;
  if (kind !== 'PowerToolArgumentPolicy' && kind !== 'PowerToolConfig') return [];
  const list = kind === 'PowerToolConfig' ? configs : policies;
  const first = list.find((other) => other.name === name);
  if (first !== undefined) {
    const where = `${first.file}:${first.document.lineOf(first.above)}`;
    return [faultAt(place, [], `${kind} "${name}" stands already at ${where}: remove or rename one`)];
  }
  const { file, document, above } = place;
  if (kind === 'PowerToolConfig') configs.push({ file, document, above, name, spec: resource.spec });
  else policies.push({ file, document, above, name, spec: resource.spec });
  return [];
}
