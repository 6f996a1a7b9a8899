import type { TSchema } from 'typebox';
import { listExtensions } from './crd-extensions.ts';
import { apiVersion, type KindDefinition, type KindName } from './kinds.ts';
import { powerToolStatusSchema, statusExtensions } from './power-tool-status.ts';
import { type PrinterColumn, printerColumns } from './printer-columns.ts';
import { namePattern } from './schema.ts';
import {
  conditionsOnlySchema,
  powerToolArgumentPolicyStatusSchema,
  powerToolConfigStatusSchema,
} from './setting-status.ts';
import type { StructuralSchema } from './structural-schema.ts';
import { toStructuralSchema } from './to-structural-schema.ts';

/** An object of apiextensions.k8s.io/v1, as far as the Kinds use it. */
export interface CustomResourceDefinition {
  readonly apiVersion: 'apiextensions.k8s.io/v1';
  readonly kind: 'CustomResourceDefinition';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced';
    readonly names: {
      readonly plural: string;
      readonly singular: string;
      readonly kind: string;
      readonly listKind: string;
      readonly shortNames: readonly string[];
      readonly categories: readonly string[];
    };
    readonly versions: readonly [CrdVersion];
  };
}

interface CrdVersion {
  readonly name: string;
  readonly served: true;
  readonly storage: true;
  readonly subresources: { readonly status: Readonly<Record<string, never>> };
  readonly additionalPrinterColumns: readonly PrinterColumn[];
  readonly schema: { readonly openAPIV3Schema: StructuralSchema };
}

const [group = '', version = ''] = apiVersion.split('/');

/** The definition with which an API server takes objects of the Kind. */
export function toCrd(definition: KindDefinition): CustomResourceDefinition {
  const { kind, plural, shortName } = definition;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: {
        plural,
        singular: kind.toLowerCase(),
        kind,
        listKind: `${kind}List`,
        shortNames: [shortName],
        categories: ['toe'],
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: printerColumns[kind],
          schema: { openAPIV3Schema: toObjectSchema(definition) },
        },
      ],
    },
  };
}

function toObjectSchema({ kind, specSchema }: KindDefinition): StructuralSchema {
  const spec = toStructuralSchema(specSchema, listExtensions(kind));
  return {
    ...(spec.description === undefined ? {} : { description: spec.description }),
    type: 'object',
    required: ['spec'],
    properties: {
      apiVersion: { type: 'string', description: `${apiVersion}.` },
      kind: { type: 'string', description: `${kind}.` },
      metadata: {
        type: 'object',
        properties: { name: { type: 'string', pattern: namePattern, maxLength: 63 } },
      },
      spec,
      status: toStatusSchema(kind),
    },
  };
}

const statusSchemas: Readonly<Record<KindName, TSchema>> = {
  PowerTool: powerToolStatusSchema,
  PowerToolConfig: powerToolConfigStatusSchema,
  PowerToolArgumentPolicy: powerToolArgumentPolicyStatusSchema,
  PowerToolProcessing: conditionsOnlySchema,
};

/** No member is required: a status may come in parts. */
function toStatusSchema(kind: KindName): StructuralSchema {
  const { required: _required, ...status } = toStructuralSchema(statusSchemas[kind], statusExtensions);
  return status;
}
