import { readMember } from '../../../shared/kinds/validate-schema-faults.ts';

/** What the API server said to one request. */
export type ApiAnswer = { readonly kind: 'done'; readonly body: unknown } | ApiRefusal;

export interface ApiRefusal {
  readonly kind: 'refused';
  /** HTTP status. */
  readonly code: number;
  /** One sentence. */
  readonly message: string;
  /** Every fault by itself where the server tells them apart, as `spec.targets: Required value`; else the message. */
  readonly faults: readonly string[];
  /** Whether the server knows the resource: false where its Kinds are not installed. */
  readonly isResourceKnown: boolean;
}

/** Reads a refusal from the text of a `Status` object, or from the plain text that a server without it gives. */
export function toRefusal(code: number, body: unknown): ApiRefusal {
  const status = typeof body === 'string' ? parseStatus(body) : body;
  const message = (readText(status, 'message') || `it answered with HTTP status ${code}`).trim();
  const causes: unknown = readMember(readMember(status, 'details'), 'causes');
  const faults = (Array.isArray(causes) ? causes : []).map((cause: unknown) => {
    const field = readText(cause, 'field');
    return `${field === '' ? '' : `${field}: `}${readText(cause, 'message')}`;
  });
  return {
    kind: 'refused',
    code,
    message,
    faults: faults.length > 0 ? faults : splitMessage(message),
    isResourceKnown: code !== 404 || readText(status, 'kind') === 'Status',
  };
}

/** A member that is a text; `''` where it is none. */
export function readText(value: unknown, field: string): string {
  const text = readMember(value, field);
  return typeof text === 'string' ? text : '';
}

/** A webhook's sentences stand a line each; strict decoding strings its faults together. */
function splitMessage(message: string): readonly string[] {
  const lines = message
    .replace(/^admission webhook "[^"]*" denied the request: /, '')
    .replace(/^.*strict decoding error: /, '')
    .split(/\n|, (?=unknown field |duplicate field )/);
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

function parseStatus(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text };
  }
}
