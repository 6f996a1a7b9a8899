import { apiVersion, type KindDefinition } from '../shared/kinds/kinds.ts';
import type { StructuralSchema } from '../shared/kinds/structural-schema.ts';
import { toCrd } from '../shared/kinds/to-crd.ts';
import { findForm } from '../shared/kinds/validate-forms.ts';

/** The reference page of all fields, in Markdown, from the same schemas as the CRDs. */
export function renderResourcesPage(definitions: readonly KindDefinition[], header: string): string {
  const intro =
    'All Kinds are namespaced and of the category `toe`. A field that is not here is refused. Where the default says ' +
    '`required`, there is none: the field has to be given wherever the object around it is. Durations are whole ' +
    'numbers with units, as `90s`, `2m30s`, `1h` or `7d`.';
  return `<!-- ${header} -->\n# Resources of ${apiVersion}\n\n${intro}\n${definitions.map(renderKind).join('')}`;
}

function renderKind(definition: KindDefinition): string {
  const crd = toCrd(definition);
  const { names, versions } = crd.spec;
  const { description = '', properties = {} } = versions[0].schema.openAPIV3Schema;
  const commands = `\`kubectl get ${names.plural}\`, short \`${names.shortNames.join()}\`.`;
  const columns = versions[0].additionalPrinterColumns.map(
    (column) => `${column.name}${column.priority === 1 ? ' (wide)' : ''}`,
  );
  return [
    `\n## ${names.kind}\n\n${description} ${commands} Columns: ${columns.join(', ')}.\n`,
    `\nThe name of the object: ${limitsOf(properties.metadata?.properties?.name).join('; ')}.\n`,
    `\n### spec of a ${names.kind}\n\n${renderTable('spec', properties.spec)}`,
    `\n### status of a ${names.kind}\n\nWritten by the coordinator alone.\n\n${renderTable('status', properties.status)}`,
  ].join('');
}

const tableHead = '| field | type | default | limits | description |\n|---|---|---|---|---|\n';

function renderTable(root: string, schema: StructuralSchema | undefined): string {
  return schema === undefined ? '' : tableHead + listRows(root, schema, root === 'spec').join('');
}

function listRows(path: string, schema: StructuralSchema, required: boolean): readonly string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    listRows(`${path}.${name}`, field, schema.required?.includes(name) ?? false),
  );
  const item = schema.items;
  const items = item?.properties === undefined ? [] : listRows(`${path}[]`, item, false);
  const cells = [
    `\`${path}\``,
    typeOf(schema),
    schema.default === undefined ? (required ? 'required' : '') : `\`${JSON.stringify(schema.default)}\``,
    limitsOf(schema).join('; '),
    schema.description ?? '',
  ];
  return [`| ${cells.map(escapeCell).join(' | ')} |\n`, ...below, ...items];
}

function typeOf(schema: StructuralSchema): string {
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties !== undefined) return `map of ${typeOf(schema.additionalProperties)}`;
  return schema.format === 'date-time' ? 'time' : schema.type;
}

function limitsOf(schema: StructuralSchema | undefined): readonly string[] {
  if (schema === undefined) return [];
  const { pattern, items, additionalProperties } = schema;
  const form = findForm(pattern);
  const inner = items ?? additionalProperties;
  const innerLimits = inner?.properties === undefined ? limitsOf(inner) : [];
  return [
    ...(schema.enum === undefined
      ? []
      : [`one of ${schema.enum.map((word) => `\`${String(word)}\``).join(', ')}`]),
    ...(pattern === undefined ? [] : [form === undefined ? `\`${pattern}\`` : form.what]),
    ...rangeOf(schema.minimum, schema.maximum, ''),
    ...rangeOf(schema.minLength, schema.maxLength, ' characters'),
    ...rangeOf(schema.minItems, schema.maxItems, ' entries'),
    ...rangeOf(schema.minProperties, schema.maxProperties, ' entries'),
    ...(schema['x-kubernetes-validations'] ?? []).map((rule) => rule.message),
    ...innerLimits.map((limit) => `each: ${limit}`),
  ];
}

function rangeOf(least: number | undefined, most: number | undefined, unit: string): readonly string[] {
  if (most === undefined) return least === undefined ? [] : [`at least ${least}${unit}`];
  return [least === undefined ? `at most ${most}${unit}` : `${least} to ${most}${unit}`];
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
