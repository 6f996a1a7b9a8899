import { listSome } from '../../shared/domain/list-some.ts';
import type { StoredArtifact__Output } from '../../shared/rpc/generated/toe/v1/StoredArtifact.ts';
import type { NodeView } from '../capture/capture-view.ts';

/** A file that is on its node and not in the store. */
export interface KeptFile {
  readonly key: string;
  readonly node: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** `late`: it was not asked for, or too long ago. */
  readonly place: 'coming' | 'away' | 'late' | 'gone';
  /** Why it will never come; else empty. */
  readonly problem: string;
}

/** Those of a capture that its nodes keep. */
export function toKeptFiles(artifacts: readonly StoredArtifact__Output[]): readonly KeptFile[] {
  return artifacts.flatMap(({ kept, artifact, node, key }) => {
    if (kept === null || artifact === null) return [];
    const { fileName, sizeBytes } = artifact;
    return [{ key, node, fileName, sizeBytes, place: toPlace(kept), problem: kept.problem }];
  });
}

function toPlace({
  connected,
  wanted,
  problem,
}: NonNullable<StoredArtifact__Output['kept']>): KeptFile['place'] {
  if (problem !== '') return 'gone';
  if (!connected) return 'away';
  return wanted ? 'coming' : 'late';
}

/** How far the files of each node are that were asked for, as people see uploads. */
export function toNodeViews(
  wanted: readonly KeptFile[],
  now: readonly StoredArtifact__Output[],
): readonly NodeView[] {
  const left = new Map(toKeptFiles(now).map((file) => [file.key, file]));
  const begun = new Map(
    now.flatMap(({ growing, key, artifact }) => (growing ? [[key, artifact?.sizeBytes ?? 0]] : [])),
  );
  return [...Map.groupBy(wanted, ({ node }) => node)].map(([node, files]) => {
    const open = files.flatMap(({ key }) => left.get(key) ?? []);
    const arrived = files.reduce(
      (sum, { key, sizeBytes }) =>
        sum + (left.has(key) ? Math.min(sizeBytes, begun.get(key) ?? 0) : sizeBytes),
      0,
    );
    return {
      node,
      ...judge(open),
      outputBytes: 0,
      uploadBytes: arrived,
      uploadTotalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      elapsedMs: 0,
    };
  });
}

function judge(open: readonly KeptFile[]): Pick<NodeView, 'state' | 'reason' | 'message'> {
  const first = (place: KeptFile['place']): KeptFile | undefined => open.find((file) => file.place === place);
  if (open.length === 0) return { state: 'verified', reason: '', message: '' };
  if (first('coming') !== undefined) return { state: 'uploading', reason: '', message: '' };
  const [gone, away] = [first('gone'), first('away')];
  if (gone !== undefined) return { state: 'lost', reason: 'KeptFilesGone', message: gone.problem };
  if (away !== undefined)
    return { state: 'unknown', reason: 'NodeUnknown', message: 'The agent is not connected' };
  return { state: 'lost', reason: 'UploadTimedOut', message: 'Not arrived within output.uploadDeadline' };
}

/** Why files did not come, a sentence for each node and cause. */
export function listProblems(left: readonly KeptFile[]): readonly string[] {
  const byCause = Map.groupBy(left, ({ node, place, problem }) => JSON.stringify([node, place, problem]));
  return [...byCause.values()].flatMap((files) => {
    const [file] = files;
    if (file === undefined) return [];
    const names = listSome(
      files.map(({ fileName }) => `"${fileName}"`),
      3,
    );
    return [`Cannot fetch ${names} of node "${file.node}": ${explain(file)}`];
  });
}

function explain({ place, problem }: KeptFile): string {
  switch (place) {
    case 'gone':
      return problem;
    case 'away':
      return 'its agent is not connected: the files come when it is back, within output.uploadDeadline';
    case 'late':
    case 'coming':
      return 'they did not arrive within output.uploadDeadline: ask for them again';
    default:
      return place satisfies never;
  }
}
