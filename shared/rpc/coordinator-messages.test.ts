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
    };
    const bytes = connect.responseSerialize(toCoordinatorMessage({ kind: 'prepare', command }, 7));
    const read = connect.responseDeserialize(bytes);
    expect(read.epoch).toBe(7);
    expect(toCoordinatorSays(read)).toEqual({ kind: 'prepare', command });
  });
});
