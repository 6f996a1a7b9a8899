/** A node of a structural OpenAPI v3 schema, as apiextensions.k8s.io/v1 defines it; what no Kind uses is left out. */
export interface StructuralSchema extends SchemaExtensions {
  readonly type: string;
  readonly description?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly default?: unknown;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema;
}

/** What Kubernetes adds to a schema and JSON Schema has not. */
export interface SchemaExtensions {
  /** Keeps a null for the rules to see; else the API server drops it. */
  readonly nullable?: true;
  readonly 'x-kubernetes-list-type'?: 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

export interface CelRule {
  readonly rule: string;
  readonly message: string;
  /** The field below that a fault is reported at, as `.tool`. */
  readonly fieldPath?: string;
  readonly reason?: 'FieldValueForbidden' | 'FieldValueInvalid' | 'FieldValueRequired';
}

export type PlacedRule = readonly [place: string, rule: CelRule];

/** Extensions by place: the names of the fields joined by `.`, `*` standing for every entry of a list or map. */
export type PlacedExtensions = ReadonlyMap<string, SchemaExtensions>;
