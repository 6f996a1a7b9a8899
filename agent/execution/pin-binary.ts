import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { constants } from 'node:fs';
import { access, type FileHandle, open, realpath } from 'node:fs/promises';
import { release } from 'node:os';

/** An executable held open: what was hashed is what will be executed, as `/proc/self/fd/5`. */
export interface PinnedBinary {
  readonly path: string;
  readonly realPath: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly fd: FileHandle;
  close(): Promise<void>;
}

export type PinResult =
  | { readonly kind: 'pinned'; readonly binary: PinnedBinary }
  | {
      readonly kind: 'refused';
      readonly reason: 'BinaryNotFound' | 'BinaryNotAllowed';
      readonly message: string;
      readonly sha256?: string;
    };

const elfMagic = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const groupOrOtherWrite = 0o022n;
const anyExecute = 0o111n;
const cacheSize = 64;
const pieceBytes = 1 << 16;
const digests = new Map<string, string>();

/**
 * Opens and hashes an executable. It has to be a regular ELF file that belongs to root and that root alone can
 * change, and its digest has to be in the list unless that is empty. Scripts are refused, since their interpreter
 * would not be pinned; where one is the distribution's wrapper of perf, the message names the real place.
 */
export async function pinBinary(rule: {
  readonly path: string;
  readonly sha256: readonly string[];
}): Promise<PinResult> {
  if (!rule.path.startsWith('/')) return notFound(rule.path, 'the path is not absolute');
  let realPath: string;
  let fd: FileHandle;
  try {
    realPath = await realpath(rule.path);
    fd = await open(realPath, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return notFound(rule.path, error instanceof Error ? error.message : String(error));
  }
  try {
    const result = await judge(rule, realPath, fd);
    if (result.kind === 'refused') await fd.close();
    return result;
  } catch (error) {
    await fd.close();
    return notFound(rule.path, error instanceof Error ? error.message : String(error));
  }
}

async function judge(
  rule: { readonly path: string; readonly sha256: readonly string[] },
  realPath: string,
  fd: FileHandle,
): Promise<PinResult> {
  const facts = await fd.stat({ bigint: true });
  if (!facts.isFile()) return notFound(rule.path, `"${realPath}" is not a regular file`);
  if ((facts.mode & anyExecute) === 0n)
    return notFound(rule.path, `"${realPath}" is not executable: chmod 0755`);
  if (facts.uid !== 0n || (facts.mode & groupOrOtherWrite) !== 0n)
    return notFound(rule.path, `others than root can change "${realPath}": chown root and chmod go-w`);
  const { buffer } = await fd.read(Buffer.alloc(4), 0, 4, 0);
  if (!buffer.equals(elfMagic)) return notFound(rule.path, await explainNoElf(realPath, buffer));
  const sha256 = await digestOf(fd, facts);
  if (rule.sha256.length > 0 && !rule.sha256.includes(sha256))
    return {
      kind: 'refused',
      reason: 'BinaryNotAllowed',
      message: `Cannot use "${rule.path}": its digest "${sha256}" is not allowed: add it to the config`,
      sha256,
    };
  return { kind: 'pinned', binary: { path: rule.path, realPath, sha256, fd, close: () => fd.close() } };
}

/** The digest of the descriptor's bytes; remembered for as long as the file's identity and times stay the same. */
async function digestOf(fd: FileHandle, facts: BigIntStats): Promise<string> {
  const key = [facts.dev, facts.ino, facts.size, facts.mtimeNs, facts.ctimeNs].join(':');
  const known = digests.get(key);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(pieceBytes);
  for (let position = 0; ; ) {
    const { bytesRead } = await fd.read(piece, 0, pieceBytes, position);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
  const sha256 = hash.digest('hex');
  const [oldest] = digests.keys();
  if (digests.size >= cacheSize && oldest !== undefined) digests.delete(oldest);
  digests.set(key, sha256);
  return sha256;
}

async function explainNoElf(realPath: string, start: Buffer): Promise<string> {
  if (start.toString('latin1', 0, 2) !== '#!') return `"${realPath}" is no ELF executable`;
  const real = `/usr/lib/linux-tools/${release()}/perf`;
  const isThere = await access(real).then(
    () => true,
    () => false,
  );
  const hint = realPath.endsWith('/perf')
    ? `: the executable itself is ${isThere ? '' : 'usually '}"${real}"`
    : ': name the executable itself';
  return `"${realPath}" is a script, and its interpreter cannot be pinned${hint}`;
}

function notFound(path: string, why: string): PinResult {
  return { kind: 'refused', reason: 'BinaryNotFound', message: `Cannot use "${path}": ${why}` };
}
