/**
 * Whether the file is compressed already, so that doing it again would cost the node CPU for nothing: by its media type,
 * as `application/gzip` and `text/x+zstd`, or by its name.
 */
export function isCompressed({
  mediaType,
  fileName,
}: {
  readonly mediaType: string;
  readonly fileName: string;
}): boolean {
  const type = mediaType.replace(/;.*$/, '').trim();
  return /[/+](zstd|(x-)?gzip)$/.test(type) || /\.(zst|gz|tgz|xz|bz2|zip|png|jfr)$/.test(fileName);
}
