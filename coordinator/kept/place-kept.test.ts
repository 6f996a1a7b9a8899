import { describe, expect, it } from 'vitest';
import type { KeptFiles } from '../../shared/domain/kept-files.ts';
import { someFacts } from '../../test/builders/raw-session.ts';
import { Session } from '../agents/session.ts';
import { placeKept } from './place-kept.ts';

const file = { node: 'a', nodeUid: 'uid-a', commandId: 'c', artifactId: 'profile' };

function aSession(
  kept: readonly KeptFiles[],
  changes: { readonly uid?: string; readonly version?: number } = {},
) {
  const session = new Session({
    node: 'a',
    nodeUid: changes.uid ?? 'uid-a',
    sessionId: 's',
    stream: { send: () => undefined, abort: () => undefined },
    facts: { ...someFacts, protocolVersion: changes.version ?? 6 },
    seenUnixUs: 0,
  });
  for (const each of kept) session.kept.set(each.commandId, each);
  return session;
}
const keeps = { commandId: 'c', artifactIds: ['profile'], unsendable: [] };
const message = 'Cannot upload the file: its digest is another one';
const refused = { commandId: 'c', artifactIds: [], unsendable: [{ artifactId: 'profile', message }] };

describe('a file that its node was told to keep', () => {
  it.each([
    ['is there by the word of its agent', aSession([keeps]), { kind: 'there' }],
    [
      'is gone where its agent does not speak of it',
      aSession([]),
      { kind: 'gone', why: 'The node does not have it any more' },
    ],
    ['is gone where it cannot be sent, and why', aSession([refused]), { kind: 'gone', why: message }],
    ['is away where no agent was ever there', undefined, { kind: 'away' }],
    ['is away where another machine has the name', aSession([], { uid: 'other' }), { kind: 'away' }],
    ['is away where the agent is too old to say', aSession([], { version: 5 }), { kind: 'away' }],
  ])('%s', (_title, session, expected) => {
    expect(placeKept(file, session)).toEqual(expected);
  });

  it('is away once the session has ended', () => {
    const session = aSession([keeps]);
    session.connected = false;
    expect(placeKept(file, session)).toEqual({ kind: 'away' });
  });
});
