import { expect, it } from 'vitest';
import { anOutcome } from '../../test/builders/outcome.ts';
import { toAgentMessage, toAgentSays } from './agent-messages.ts';
import { services } from './services.ts';

const connect = services.AgentService.service.Connect;

it('an outcome arrives with all that explains it', () => {
  const outcome = anOutcome({
    ending: 'overhead',
    reason: 'OverheadLimit',
    signal: 'SIGTERM',
    exitCode: -1,
    cause: 'overhead',
    stopMs: 1_250,
    outputBytes: 77_000,
    usage: {
      cpuUs: 5,
      throttledUs: 4,
      memoryPeakBytes: 3,
      oomKills: 2,
      pidsDenied: 1,
      ioReadBytes: 6,
      ioWrittenBytes: 7,
    },
  });
  const bytes = connect.requestSerialize(toAgentMessage({ kind: 'outcome', outcome }, 3));
  expect(toAgentSays(connect.requestDeserialize(bytes))).toEqual({ kind: 'outcome', outcome });
});
