import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../shared/runtime/clock.ts';
import { prepareSnapshotTool } from './prepare-snapshot-tool.ts';
import { readBounded } from './read-bounded.ts';
import { snapshotFileName } from './take-snapshots.ts';

async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'toe-snapshot-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

const never = new AbortController().signal;
const readLines = async (directory: string) => {
  const text = await readFile(join(directory, snapshotFileName), 'utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('node-snapshot', () => {
  it('starts at its instant, reads once a second and at the end', async () => {
    const directory = await makeDirectory();
    const tool = prepareSnapshotTool({ directory, durationMs: 1_300, outputBytes: 0 }, systemClock);
    const startAtUs = systemClock.monotonicUs() + 100_000;
    const ending = await tool.run(startAtUs, never, () => undefined);
    expect(ending).toMatchObject({ ending: 'succeeded', reason: '', exitCode: 0, startedLate: false });
    expect(ending.startedMonotonicUs).toBeGreaterThanOrEqual(startAtUs - 1_000);
    const lines = await readLines(directory);
    expect(lines).toHaveLength(3);
    expect(lines[1].monotonicUs - lines[0].monotonicUs).toBeGreaterThan(900_000);
    for (const line of lines) {
      expect(line.stat.cpu.idle).toBeGreaterThan(0);
      expect(line.meminfo.MemTotal).toBeGreaterThan(0);
      expect(line.netDev).toHaveProperty('lo');
      expect(Object.keys(line.cgroups)).not.toHaveLength(0);
    }
    expect((await stat(join(directory, snapshotFileName))).mode & 0o777).toBe(0o600);
  });

  it('stops early with whole lines and the reason it was given', async () => {
    const directory = await makeDirectory();
    const tool = prepareSnapshotTool({ directory, durationMs: 60_000, outputBytes: 0 }, systemClock);
    const stop = new AbortController();
    const ending = await tool.run(0, stop.signal, () =>
      stop.abort({ reason: 'AgentStopping', message: 'x' }),
    );
    expect(ending).toMatchObject({ ending: 'stoppedEarly', reason: 'AgentStopping', startedLate: true });
    expect(await readLines(directory)).toHaveLength(2);
  });

  it('is cancelled before its start without leaving a file', async () => {
    const directory = await makeDirectory();
    const tool = prepareSnapshotTool({ directory, durationMs: 1_000, outputBytes: 0 }, systemClock);
    const ending = await tool.run(systemClock.monotonicUs() + 1e9, AbortSignal.abort(), () => undefined);
    expect(ending).toMatchObject({ ending: 'cancelled', reason: 'StopRequested', startedMonotonicUs: 0 });
    expect(await readBounded(join(directory, snapshotFileName))).toBeUndefined();
  });

  it('never grows above its cap', async () => {
    const directory = await makeDirectory();
    const tool = prepareSnapshotTool({ directory, durationMs: 10_000, outputBytes: 10 }, systemClock);
    const ending = await tool.run(0, never, () => undefined);
    expect(ending).toMatchObject({ ending: 'outputLimit', reason: 'OutputLimit' });
    expect((await stat(join(directory, snapshotFileName))).size).toBe(0);
  });
});
