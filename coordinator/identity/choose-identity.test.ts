import { describe, expect, it } from 'vitest';
import { silentLog as log } from '../../shared/log.ts';
import { systemClock as clock } from '../../shared/runtime/clock.ts';
import { certificateIdentity } from './certificate-identity.ts';
import { chooseIdentity } from './choose-identity.ts';

describe('chooseIdentity', () => {
  it('knows callers by certificates without an API server', () => {
    const deps = { reviews: undefined, clock, log };
    expect(chooseIdentity({ kind: 'certificates', authority: '/ca' }, deps)).toBe(certificateIdentity);
  });

  it('does not start by tokens where nobody reviews them', () => {
    const agents = { namespace: 'toe-system', name: 'toe-agent' };
    expect(() => chooseIdentity({ kind: 'tokens', agents }, { reviews: undefined, clock, log })).toThrow(
      /^Cannot identify callers by tokens: there is no API server to review them: .* TOE_IDENTITY=certificates$/,
    );
  });
});
