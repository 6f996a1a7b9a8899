import { parse, stringify } from 'yaml';
import { apiVersion, type KindName, kinds } from '../../../shared/kinds/kinds.ts';
import { isObjectName } from '../../../shared/kinds/validate-metadata.ts';
import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { isPowerToolStatus } from '../is-power-tool-status.ts';
import { readText, readTexts } from '../read-fields.ts';
import type { StatusRecord } from './identify-objects.ts';

/** The text of a status file: the whole object as it is honoured, with what the coordinator adds. */
export function toStatusText(record: StatusRecord): string {
  const { kind, status, spec, ...metadata } = record;
  const text = stringify(
    { apiVersion, kind, metadata, spec, ...(status === undefined ? {} : { status }) },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  return `# Written by the coordinator: edits are lost. What you wish for stands in resources/${record.file.replaceAll(/[^ -~]/g, '?')}\n${text}`;
}

/** Reads a status file back. Undefined where it has no identity of an object; a status that is none is dropped. */
export function parseStatusRecord(text: string): StatusRecord | undefined {
  const value: unknown = parse(text, { maxAliasCount: 0, logLevel: 'error' });
  const metadata = readMember(value, 'metadata');
  const kind = kinds.get(readText(value, 'kind'))?.kind;
  const [namespace, name] = [readText(metadata, 'namespace'), readText(metadata, 'name')];
  const [uid, creationTimestamp] = [readText(metadata, 'uid'), readText(metadata, 'creationTimestamp')];
  const generation = readMember(metadata, 'generation');
  if (kind === undefined || !isObjectName(namespace) || !isObjectName(name)) return undefined;
  if (uid === '' || creationTimestamp === '' || typeof generation !== 'number') return undefined;
  return {
    kind,
    namespace,
    name,
    uid,
    generation,
    creationTimestamp,
    labels: readTexts(metadata, 'labels'),
    annotations: readTexts(metadata, 'annotations'),
    specDigest: readText(metadata, 'specDigest'),
    file: readText(metadata, 'file'),
    spec: readMember(value, 'spec'),
    status: readStatus(kind, readMember(value, 'status')),
  };
}

function readStatus(kind: KindName, status: unknown): object | undefined {
  if (kind === 'PowerTool') return isPowerToolStatus(status) ? status : undefined;
  return typeof status === 'object' && status !== null ? status : undefined;
}
