import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';
import { readList, readText } from '../read-fields.ts';

/** What the API server said to one request. */
export type KubeAnswer =
  | { readonly kind: 'done'; readonly body: unknown }
  | {
      readonly kind: 'refused';
      /** HTTP status. */
      readonly code: number;
      /** `reason` of its Status, as `AlreadyExists`; `''` where it has none. */
      readonly reason: string;
      readonly message: string;
      readonly causes: readonly KubeCause[];
    };

/** An entry of `details.causes` of a Status. */
interface KubeCause {
  /** As `spec.tool.duration`; `''` where the cause is none of a field. */
  readonly field: string;
  readonly message: string;
}

/** Reads a refusal from a `Status` object, or from its text, which is how client-node hands it out. */
export function toRefusal(code: number, body: unknown): Extract<KubeAnswer, { readonly kind: 'refused' }> {
  const status = typeof body === 'string' ? parseStatus(body) : body;
  return {
    kind: 'refused',
    code,
    reason: readText(status, 'reason'),
    message: readText(status, 'message') || `HTTP status ${code}`,
    causes: readList(readMember(status, 'details'), 'causes').map((cause) => ({
      field: readText(cause, 'field'),
      message: readText(cause, 'message'),
    })),
  };
}

function parseStatus(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
