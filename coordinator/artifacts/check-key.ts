const segmentPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}$/;
const maxSegments = 16;

/**
 * The segments of a key, which are safe as names of folders and files: letters, digits, `.`, `_`, `-`, no leading
 * dot, at most 253 characters each and 16 of them. Throws a RangeError otherwise: keys are made by this process.
 */
export function checkKey(key: string): readonly string[] {
  if (!isKey(key))
    throw new RangeError(
      `Cannot use key ${JSON.stringify(key)}: segments are letters, digits, ".", "_", "-" without a leading dot`,
    );
  return key.split('/');
}

export function isKey(text: string): boolean {
  const segments = text.split('/');
  return segments.length <= maxSegments && segments.every((segment) => segmentPattern.test(segment));
}

/** The same for the start of keys: whole segments, with or without a last slash; `''` is all. */
export function checkPrefix(prefix: string): readonly string[] {
  return prefix === '' ? [] : checkKey(prefix.replace(/\/$/, ''));
}

/** The key of a node's artifact. Throws a RangeError where a part is not a segment. */
export function makeArtifactKey(parts: {
  readonly runUid: string;
  readonly node: string;
  readonly attempt: number;
  readonly artifactId: string;
}): string {
  const segments = ['runs', parts.runUid, parts.node, String(parts.attempt), parts.artifactId];
  if (segments.some((segment) => segment.includes('/')))
    throw new RangeError(`Cannot make a key of ${JSON.stringify(segments)}: a part holds a slash`);
  const key = segments.join('/');
  checkKey(key);
  return key;
}
