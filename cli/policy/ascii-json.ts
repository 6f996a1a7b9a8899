/**
 * JSON in ASCII alone: what a terminal could take for a command is escaped, and a lone surrogate, which no UTF-8 can
 * hold, becomes U+FFFD.
 */
export function toAsciiJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, (_key, member) => toWellFormed(member), indent);
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function toWellFormed(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}
