/** The first of a list, and how many more there are, for a message that has to stay short. */
export function listSome(words: readonly string[], most = 20): string {
  const more = words.length - most;
  return `${words.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
