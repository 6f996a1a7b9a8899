import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseUpFile } from '../connection/up-file.ts';
import { toPerfPackage } from './ensure-perf.ts';
import { findPerf } from './find-perf.ts';
import { checkPortsFree, toListenAddresses } from './ports.ts';
import { pickFault } from './read-last-lines.ts';
import { makeStateDirectory } from './state-directory.ts';
import { parseReadyLine } from './supervise.ts';

describe('ports', () => {
  it('are four neighbours', () => {
    expect(toListenAddresses(undefined)).toEqual({
      api: '127.0.0.1:7443',
      agent: '127.0.0.1:7444',
      ops: '127.0.0.1:7445',
      agentOps: '127.0.0.1:7446',
    });
    expect(new Set(Object.values(toListenAddresses('0')))).toEqual(new Set(['127.0.0.1:0']));
  });

  it.each(['x', '-1', '65533', '', '1.5'])('refuses "%s"', (text) => {
    expect(() => toListenAddresses(text)).toThrow('--port');
  });

  it('are told by number when another program has one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const address = server.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const taken = { ...toListenAddresses('0'), ops: `127.0.0.1:${port}` };
      await expect(checkPortsFree(taken)).rejects.toThrow(`Cannot listen on 127.0.0.1:${port}: `);
      await expect(checkPortsFree(toListenAddresses('0'))).resolves.toBeUndefined();
    } finally {
      server.close();
    }
  });
});

describe('makeStateDirectory', () => {
  it.each(['/proc/toe', '/proc/a/b', '/dev/null', '/dev/null/toe'])(
    'says that %s cannot be used',
    async (path) => {
      await expect(makeStateDirectory(path)).rejects.toThrow(`Cannot use state directory "${path}": `);
    },
  );

  it('makes folders for their owner alone', async () => {
    const root = await mkdtemp(join(tmpdir(), 'toe-state-'));
    try {
      const state = await makeStateDirectory(join(root, 'a', 'b'));
      for (const path of [state.root, state.pki, state.spool, state.coordinator]) {
        expect((await stat(path)).mode & 0o777).toBe(0o700);
      }
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

describe('toPerfPackage', () => {
  it.each([
    [
      'NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"',
      'apt-get install -y --no-install-recommends linux-perf',
    ],
    ['ID=ubuntu', 'apt-get install -y --no-install-recommends linux-tools-generic linux-tools-6.8.0-1'],
    ['ID="fedora"', undefined],
    ['', undefined],
  ])('reads %j', (text, expected) => {
    expect(toPerfPackage(text, '6.8.0-1')?.commandText).toBe(expected);
  });
});

describe('findPerf', () => {
  it('takes a program and passes over a script of the same name', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'toe-perf-'));
    try {
      await writeFile(join(directory, 'perf'), '#!/bin/sh\nexec perf_6.1 "$@"\n');
      await writeFile(join(directory, 'perf_6.1'), Buffer.from([0x7f, 0x45, 0x4c, 0x46]));
      await chmod(join(directory, 'perf'), 0o755);
      await chmod(join(directory, 'perf_6.1'), 0o755);
      expect(await findPerf(directory, '6.1.0-test')).toBe(join(directory, 'perf_6.1'));
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

describe('what children say', () => {
  it.each([
    [
      '{"event":"ready","node":"a","n":1}',
      new Map([
        ['event', 'ready'],
        ['node', 'a'],
      ]),
    ],
    ['{"event":"other"}', undefined],
    ['null', undefined],
    ['listening', undefined],
  ])('reads the line %s', (line, expected) => {
    expect(parseReadyLine(line)).toEqual(expected);
  });

  it('prefers a sentence about the fault to the log around it', () => {
    expect(pickFault(['{"level":30}', 'toe-agent: Cannot read "x"', '{"level":60}'])).toEqual([
      'toe-agent: Cannot read "x"',
    ]);
    expect(pickFault(['a', 'b'])).toEqual(['a', 'b']);
    expect(pickFault(['a', 'SyntaxError: x', '  at y'])).toEqual(['SyntaxError: x', '  at y']);
  });

  it.each(['', '[]', 'null', '{"pid":1}', '{"pid":"1","apiAddress":"x:1"}'])(
    'knows that %j is no up.json',
    (text) => {
      expect(parseUpFile(text)).toBeUndefined();
    },
  );
});
