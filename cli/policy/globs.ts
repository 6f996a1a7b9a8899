/** The names that a namespace may have. */
const namespacePattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const longestNamespace = 63;

/** Whether any namespace could have a name that the glob matches; `*` in it stands for any text, also none. */
export function matchesSomeNamespace(glob: string): boolean {
  const letters = glob.replaceAll('*', '');
  if (letters.length > longestNamespace) return false;
  if (!glob.includes('*')) return namespacePattern.test(glob);
  return /^[a-z0-9-]*$/.test(letters) && !glob.startsWith('-') && !glob.endsWith('-');
}

/** Whether some text is matched by both globs. Takes time in proportion to the product of their lengths. */
export function haveCommonText(left: string, right: string): boolean {
  const isAny = (text: string, at: number): boolean => text[at] === '*';
  // row[j]: whether what is left of `left` from i and of `right` from j have a text in common.
  let row = Array.from({ length: right.length + 1 }, (_, j) => isStars(right.slice(j)));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    const next: boolean[] = Array.from({ length: right.length + 1 }, () => false);
    next[right.length] = isStars(left.slice(i));
    for (let j = right.length - 1; j >= 0; j -= 1) {
      if (isAny(left, i) || isAny(right, j)) next[j] = row[j] === true || next[j + 1] === true;
      else next[j] = left[i] === right[j] && row[j + 1] === true;
    }
    row = next;
  }
  return row[0] === true;
}

function isStars(text: string): boolean {
  return /^\**$/.test(text);
}
