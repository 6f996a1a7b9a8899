const comparison = '(>=|<=|>|<|=)[0-9]{1,6}(\\.[0-9]{1,6}){0,3}';

/** The form of a range of versions: comparisons with a blank between them, all of which hold, as `>=5.15 <7`. */
export const versionRangePattern: string = `^${comparison}( ${comparison}){0,3}$`;

type Version = readonly number[];

interface Comparison {
  readonly operator: string;
  readonly version: Version;
}

export type VersionRange = readonly Comparison[];

const comparisonPattern = /^(>=|<=|>|<|=)([0-9.]+)$/;

/** Undefined for a text of another form, and for an empty one. */
export function parseVersionRange(text: string): VersionRange | undefined {
  if (text.length > 128 || !new RegExp(versionRangePattern).test(text)) return undefined;
  return text.split(' ').map((word) => {
    const [, operator = '=', version = ''] = comparisonPattern.exec(word) ?? [];
    return { operator, version: toVersion(version) };
  });
}

/** The version in what a tool says of itself: its first number with dots, as 6.1.170 of `perf version 6.1.170`. */
export function readVersionNumber(text: string): string | undefined {
  return /(?:^|[^0-9.])([0-9]{1,6}(?:\.[0-9]{1,6}){1,3})/.exec(text)?.[1];
}

/** Whether a version, numbers with dots, is within all of the range. Numbers that are missing count as 0. */
export function isInRange(version: string, range: VersionRange): boolean {
  const own = toVersion(version);
  return range.every(({ operator, version: other }) => {
    const order = compare(own, other);
    return (
      (operator.includes('=') && order === 0) ||
      (operator.startsWith('<') && order < 0) ||
      (operator.startsWith('>') && order > 0)
    );
  });
}

/**
 * Why an executable that says this of its version may not run where the range is the one that a config allows; what
 * goes on after "its version". Undefined where it may; `''` allows any.
 */
export function findVersionFault(said: string, range: string): string | undefined {
  if (range === '') return undefined;
  const parsed = parseVersionRange(range);
  if (parsed === undefined) return `cannot be held to "${range}": that is no range, as ">=5.15 <7" is`;
  const version = readVersionNumber(said);
  const right = 'install one that is, or change spec.version of its PowerToolConfig';
  if (version === undefined) return `cannot be told, and has to be within "${range}": ${right}`;
  return isInRange(version, parsed) ? undefined : `${version} is not within "${range}": ${right}`;
}

/** Whether no version can be within the range. */
export function isEmptyRange(range: VersionRange): boolean {
  return range.some((low) =>
    range.some((high) => {
      if (low.operator.startsWith('<') || high.operator.startsWith('>')) return false;
      const order = compare(low.version, high.version);
      return order > 0 || (order === 0 && !(low.operator.includes('=') && high.operator.includes('=')));
    }),
  );
}

function toVersion(text: string): Version {
  return text.split('.').map(Number);
}

function compare(left: Version, right: Version): number {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
