import { manifestSchema } from '../shared/manifest/manifest-schema.ts';

/** The JSON Schema of `manifest.json`, for programs of other people: open where ours is closed, since fields are added. */
export function renderManifestSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://toe.run/schemas/manifest/v1.json',
    title: 'manifest.json of a TOE capture',
    $comment: 'Generated from shared/manifest by npm run generate; do not edit.',
    ...manifestSchema,
  };
  return `${JSON.stringify(schema, leaveOpen, 2)}\n`;
}

function leaveOpen(name: string, value: unknown): unknown {
  return name === 'additionalProperties' && value === false ? undefined : value;
}
