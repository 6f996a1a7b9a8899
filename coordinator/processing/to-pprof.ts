import { gzipSync } from 'node:zlib';
import {
  Label,
  Line,
  Location,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import type { CallTree } from './call-tree.ts';
import type { ProfileFacts } from './profile-facts.ts';

/**
 * The profile as gzipped pprof (profile.proto): values are samples and, where periods are known, their sum. Node
 * and thread name are outer frames, as in the other outputs, and labels too. The same tree gives the same bytes.
 */
export function toPprof(tree: CallTree, facts: ProfileFacts): Uint8Array {
  const strings = new StringTable();
  const unit =
    facts.unit === 'nanoseconds' || facts.nanosecondsPerSample !== undefined ? 'nanoseconds' : 'count';
  const sampleType = [
    ValueType.create({ type: strings.dedup('samples'), unit: strings.dedup('count') }),
    ValueType.create({ type: strings.dedup(facts.event), unit: strings.dedup(unit) }),
  ];
  const functions: PprofFunction[] = [];
  const locations: Location[] = [];
  const locationOfFrame = new Map<number, number>();
  const locate = (frame: number): number => {
    const known = locationOfFrame.get(frame);
    if (known !== undefined) return known;
    const id = functions.length + 1;
    const name = strings.dedup(tree.frames[frame]?.name ?? '');
    const filename = strings.dedup(tree.frames[frame]?.object ?? '');
    functions.push(PprofFunction.create({ id, name, systemName: name, filename }));
    locations.push(Location.create({ id, line: [Line.create({ functionId: id })] }));
    locationOfFrame.set(frame, id);
    return id;
  };
  const sample: Sample[] = [];
  const path: number[] = [];
  for (let stack = 0; stack < tree.frame.length; stack += 1) {
    path.length = tree.depth[stack] ?? 0;
    path.push(tree.frame[stack] ?? -1);
    const count = tree.samples[stack] ?? 0;
    if (count === 0) continue;
    sample.push(
      Sample.create({
        locationId: path.map(locate).reverse(),
        value: [count, Math.min(tree.periods[stack] ?? 0, Number.MAX_SAFE_INTEGER)],
        label: toLabels(tree, path, strings),
      }),
    );
  }
  const profile = new Profile({
    sampleType,
    sample,
    location: locations,
    function: functions,
    stringTable: strings,
    ...(facts.nanosecondsPerSample === undefined
      ? {}
      : {
          periodType: ValueType.create({ type: strings.dedup(facts.event), unit: strings.dedup(unit) }),
          period: facts.nanosecondsPerSample,
        }),
    durationNanos: Math.round(facts.durationSeconds * 1e9),
    defaultSampleType: strings.dedup(facts.unit === 'samples' ? 'samples' : facts.event),
  });
  return gzipSync(profile.encode(), { level: 6 });
}

function toLabels(tree: CallTree, path: readonly number[], strings: StringTable): Label[] {
  const label = (key: string, name: string): Label =>
    Label.create({ key: strings.dedup(key), str: strings.dedup(name) });
  return path.slice(0, 2).flatMap((number) => {
    const frame = tree.frames[number];
    if (frame?.kind === 'node') return [label('node', frame.name)];
    return frame?.kind === 'comm' || frame?.kind === 'idle' ? [label('comm', frame.name)] : [];
  });
}
