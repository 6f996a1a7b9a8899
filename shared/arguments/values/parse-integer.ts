const canonicalInteger = /^(?:0|[1-9][0-9]{0,9})$/;

/**
 * Reads decimal digits without sign, blanks or leading zeros, so that every other parser reads the same number.
 * Undefined for anything else.
 */
export function parseInteger(text: string): number | undefined {
  return canonicalInteger.test(text) ? Number(text) : undefined;
}
