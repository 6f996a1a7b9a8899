import { describe, expect, it } from 'vitest';
import { buildCommand } from '../../test/builders/command.ts';
import type { Command } from '../domain/command.ts';
import { toCoordinatorMessage, toCoordinatorSays } from './coordinator-messages.ts';
import { services } from './services.ts';

const connect = services.AgentService.service.Connect;

describe('what a coordinator says', () => {
  it('arrives as a whole command with all its caps', () => {
    const command: Command = {
      ...buildCommand({ nodeUid: 'n1', policyDigest: 'p', warmupMs: 5, environment: { A: 'b' } }),
      lockedArgs: ['-F', '49'],
      concurrentPerNode: 2,
      exclusiveWith: ['aperf', 'tcpdump'],
      versionRange: '>=5.15 <7',
      overheadPercent: 35,
      abortOnPressure: { cpu: 0, memory: 10, io: 25 },
      pods: [
        {
          namespace: 'shop',
          name: 'web-0',
          uid: '0f2a',
          containers: [
            { name: 'app', id: 'a1' },
            { name: 'proxy', id: 'b2' },
          ],
        },
      ],
    };
    const bytes = connect.responseSerialize(toCoordinatorMessage({ kind: 'prepare', command }, 7));
    const read = connect.responseDeserialize(bytes);
    expect(read.epoch).toBe(7);
    expect(toCoordinatorSays(read)).toEqual({ kind: 'prepare', command });
  });

  it('is for the whole node where the target is absent or has no pods', () => {
    const command = buildCommand({ nodeUid: 'n1' });
    const { prepare, ...message } = toCoordinatorMessage({ kind: 'prepare', command }, 7);
    for (const target of [null, {}, { pods: [] }]) {
      const bytes = connect.responseSerialize({
        ...message,
        prepare: { command: { ...prepare?.command, target } },
      });
      expect(toCoordinatorSays(connect.responseDeserialize(bytes))).toEqual({ kind: 'prepare', command });
    }
  });

  it('keeps a container whose id or name is missing, so that it is refused and not left out', () => {
    const command = buildCommand({ nodeUid: 'n1' });
    const { prepare, ...message } = toCoordinatorMessage({ kind: 'prepare', command }, 7);
    const pods = [{ containerIds: ['a1'], containerNames: [] }, { containerNames: ['app'] }];
    const bytes = connect.responseSerialize({
      ...message,
      prepare: { command: { ...prepare?.command, target: { pods } } },
    });
    expect(toCoordinatorSays(connect.responseDeserialize(bytes))).toMatchObject({
      command: {
        pods: [{ containers: [{ name: '', id: 'a1' }] }, { containers: [{ name: 'app', id: '' }] }],
      },
    });
  });
});
