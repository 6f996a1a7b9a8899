/** How much they are together. */
export function sumBytes(parts: readonly { readonly sizeBytes: number }[]): number {
  return parts.reduce((sum, part) => sum + part.sizeBytes, 0);
}
