/** One with a name of words with blanks between them; empty where a tool has none. */
interface Named {
  readonly name: string;
}

/** The words that arguments begin with where they mean the subcommand of this name. */
export function toSubcommandWords(name: string): readonly string[] {
  return name === '' ? [] : name.split(' ');
}

/**
 * The subcommand that arguments begin with, by its exact words, the longest that fits; one without a name fits
 * anything. `words` is how many of the arguments are its name.
 */
export function findSubcommand<T extends Named>(
  subcommands: Iterable<T>,
  args: readonly unknown[],
): { readonly subcommand: T; readonly words: number } | undefined {
  let found: { readonly subcommand: T; readonly words: number } | undefined;
  for (const subcommand of subcommands) {
    const words = toSubcommandWords(subcommand.name);
    if (words.some((word, index) => args[index] !== word)) continue;
    if (found === undefined || words.length > found.words) found = { subcommand, words: words.length };
  }
  return found;
}
