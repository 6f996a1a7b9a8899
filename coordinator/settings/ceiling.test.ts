import { describe, expect, it } from 'vitest';
import { defaultConfigs } from '../../shared/arguments/default-configs.ts';
import { validateSpec } from '../../shared/kinds/validate-spec.ts';
import { applyCeiling, type Ceiling, describeCut, noCeiling } from './ceiling.ts';

/** That of perf: 1 core, 512Mi, 64 processes, 4Gi, 1h. */
function perf() {
  const valid = validateSpec('PowerToolConfig', defaultConfigs.get('perf'));
  if (valid.kind === 'invalid') throw new Error(JSON.stringify(valid.faults));
  return valid.spec;
}
const cut = (ceiling: Partial<Ceiling>) => applyCeiling(perf(), { ...noCeiling, ...ceiling });

describe('a ceiling', () => {
  it('that is not set changes nothing', () => {
    expect(applyCeiling(perf(), noCeiling)).toEqual({ config: perf(), cuts: [] });
  });

  it('at or above what is written changes nothing', () => {
    const high = { cpu: '1000m', memory: '1Gi', pids: 64, outputBytes: '4294967296', duration: '60m' };
    expect(cut(high)).toEqual({ config: perf(), cuts: [] });
  });

  it.each<[Partial<Ceiling>, string]>([
    [{ cpu: '500m' }, 'spec.resources.limits.cpu: "1" is above the ceiling of "500m"'],
    [{ memory: '256Mi' }, 'spec.resources.limits.memory: "512Mi" is above the ceiling of "256Mi"'],
    [{ pids: 8 }, 'spec.limits.pids: "64" is above the ceiling of "8"'],
    [{ outputBytes: '1G' }, 'spec.limits.outputBytes: "4Gi" is above the ceiling of "1G"'],
    [{ readBytesPerSecond: '1Mi' }, 'spec.limits.readBytesPerSecond: no limit is above the ceiling of "1Mi"'],
    [{ writeBytesPerSecond: '1M' }, 'spec.limits.writeBytesPerSecond: no limit is above the ceiling of "1M"'],
    [{ duration: '30m' }, 'spec.limits.duration: "1h" is above the ceiling of "30m"'],
  ])('of %j takes the place of what is above it, and says so', (ceiling, says) => {
    const { config, cuts } = cut(ceiling);
    expect(cuts.map(describeCut)).toEqual([expect.stringContaining(says)]);
    expect(applyCeiling(config, { ...noCeiling, ...ceiling }).cuts).toEqual([]);
    expect(validateSpec('PowerToolConfig', config)).toEqual({ kind: 'valid', spec: config });
  });

  it('lowers a bandwidth that is above it, and leaves one that is below', () => {
    const limits = { ...perf().limits, readBytesPerSecond: '2Mi', writeBytesPerSecond: '1Mi' };
    const ceiling = { ...noCeiling, readBytesPerSecond: '1500k', writeBytesPerSecond: '1500k' };
    const { config, cuts } = applyCeiling({ ...perf(), limits }, ceiling);
    expect(config.limits).toMatchObject({ readBytesPerSecond: '1500k', writeBytesPerSecond: '1Mi' });
    expect(cuts.map(describeCut)).toEqual([
      expect.stringContaining('spec.limits.readBytesPerSecond: "2Mi" is above the ceiling of "1500k"'),
    ]);
  });

  it('cuts all limits at once, and requests with them', () => {
    const { config, cuts } = cut({
      cpu: '50m',
      memory: '32Mi',
      pids: 4,
      outputBytes: '1Gi',
      duration: '10m',
    });
    expect(cuts).toHaveLength(5);
    expect(config.resources).toEqual({
      limits: { cpu: '50m', memory: '32Mi' },
      requests: { cpu: '50m', memory: '32Mi' },
    });
    expect(config.limits).toMatchObject({ pids: 4, outputBytes: '1Gi', duration: '10m' });
  });
});
