import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { type Artifact, encodingEndings as endings, fileNamePattern } from '../../shared/domain/artifact.ts';
import { checkFormat } from './check-format.ts';
import type { CompressTarget } from './compress-file.ts';
import { type MeasuredFile, measureFile } from './measure-file.ts';

/** A file of a run that is to become an artifact. */
export interface SealRequest {
  /** The run's directory; the file is opened below it and nowhere else. */
  readonly directory: string;
  /** Relative to it. */
  readonly path: string;
  readonly artifactId: string;
  readonly mediaType: string;
  /** As which its completeness is judged, where that is known better than `mediaType` says. */
  readonly writtenAs?: string | undefined;
  readonly required: boolean;
  readonly output: string;
  /** Nothing in it is complete as well. */
  readonly mayBeEmpty?: boolean;
  /** What is sealed is then a compressed copy there, unless none could be made; the file is left as it is. */
  readonly compressTo?: CompressTarget;
}

export type Sealing =
  /** An artifact with a raw form is the copy in `compressTo`. */
  | { readonly kind: 'sealed'; readonly artifact: Artifact }
  /** There is no such file, or what is there is not the run's to give away. */
  | { readonly kind: 'missing'; readonly message: string };

/**
 * Fixes what a tool left: durable, its size and SHA-256 known, the completeness of its format judged. The file
 * must be a regular file inside the directory with that one name: a tool that runs for someone else could have
 * put a link to any file of the node there. Nobody may write to it any more.
 */
export async function sealFile(request: SealRequest): Promise<Sealing> {
  const file = await openOwnFile(request);
  if (typeof file === 'string') return missing(request, file);
  try {
    await file.chmod(0o400);
    await file.sync();
    const measured = await measureFile(file, request.compressTo);
    if (measured === undefined) return missing(request, 'it is still being written to');
    return { kind: 'sealed', artifact: await describe(request, file, measured) };
  } finally {
    await file.close();
  }
}

/** Opens a file that a tool left or still writes to, where it is the run's own; else why it is not. */
export async function openOwnFile({
  directory,
  path,
}: Pick<SealRequest, 'directory' | 'path'>): Promise<FileHandle | string> {
  const segments = path.split('/');
  if (path.includes('\0') || segments.some((part) => part === '' || part === '.' || part === '..'))
    return 'the path is not one below the run’s directory';
  const file = await openFile(join(directory, path));
  if (typeof file === 'string') return file;
  const problem = await findUnsafe(file, directory);
  if (problem === undefined) return file;
  await file.close();
  return problem;
}

async function openFile(path: string): Promise<FileHandle | string> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
  try {
    return await open(path, flags);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'the tool left no such file';
    if (code === 'ELOOP') return 'it is a symbolic link';
    if (code === 'ENXIO' || code === 'ENODEV') return 'it is no regular file';
    throw error;
  }
}

/** Looks at what is open, not at a name: names can change between two looks. */
async function findUnsafe(file: FileHandle, directory: string): Promise<string | undefined> {
  const stat = await file.stat();
  if (!stat.isFile()) return 'it is no regular file';
  if (stat.nlink !== 1) return `it has ${stat.nlink} names, and one of them may be another file’s`;
  const place = await readlink(`/proc/self/fd/${file.fd}`);
  const root = await realpath(directory);
  return place.startsWith(root + sep) ? undefined : 'it is outside of the run’s directory';
}

async function describe(request: SealRequest, file: FileHandle, measured: MeasuredFile): Promise<Artifact> {
  const { artifactId, mediaType, writtenAs, required, output } = request;
  const name = basename(request.path);
  const { raw, stored } = measured;
  const encoding = stored === undefined ? undefined : request.compressTo?.encoding;
  const ending = encoding === undefined ? '' : endings[encoding];
  const fileName = [name, artifactId].find((known) => fileNamePattern.test(known + ending)) ?? artifactId;
  const isEmptyAnswer = request.mayBeEmpty === true && raw.sizeBytes === 0;
  const problem = isEmptyAnswer
    ? undefined
    : await checkFormat(file, { sizeBytes: raw.sizeBytes, mediaType, writtenAs, fileName: name });
  return {
    artifactId,
    fileName: fileName + ending,
    mediaType,
    ...(stored ?? raw),
    ...(encoding === undefined ? {} : { raw: { encoding, ...raw } }),
    complete: problem === undefined,
    required,
    output,
    problem: problem === undefined ? '' : `File "${name}" ${problem}`,
  };
}

function missing(request: SealRequest, why: string): Sealing {
  return { kind: 'missing', message: `Cannot seal "${request.path}": ${why}` };
}
