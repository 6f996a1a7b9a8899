import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

const inputSchema = Type.Object({ node: Type.String(), path: Type.String(), mediaType: Type.String() });
// The name becomes a folder: no dots, no slashes.
const stepSchema = Type.Object({
  name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,62}$' }),
  processor: Type.Literal('flamegraph'),
});
const requestSchema = Type.Object({
  title: Type.String(),
  subtitle: Type.String(),
  outputDirectory: Type.String(),
  steps: Type.Array(stepSchema),
  inputs: Type.Array(inputSchema),
});
const outputSchema = Type.Object({
  step: Type.String(),
  path: Type.String(),
  fileName: Type.String(),
  mediaType: Type.String(),
  report: Type.Boolean(),
});
const resultSchema = Type.Union([
  Type.Object({
    kind: Type.Literal('processed'),
    outputs: Type.Array(outputSchema),
    summary: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])),
  }),
  Type.Object({ kind: Type.Literal('nothing') }),
  Type.Object({ kind: Type.Literal('failed'), message: Type.String() }),
]);

/** What a worker is asked, as one JSON document on its stdin. */
export type WorkerRequest = Static<typeof requestSchema>;
export type WorkerInput = Static<typeof inputSchema>;
export type WorkerOutput = Static<typeof outputSchema>;
/** What it answers, as one JSON line on its stdout. */
export type WorkerResult = Static<typeof resultSchema>;

/** Throws a TypeError when the text is no request. */
export function parseRequest(text: string): WorkerRequest {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(requestSchema, value))
    throw new TypeError('Cannot read the request: it has not the form of WorkerRequest');
  return value;
}

/** Undefined when the text is no result. */
export function parseResult(text: string): WorkerResult | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Value.Check(resultSchema, value) ? value : undefined;
}
