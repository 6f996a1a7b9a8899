import { describe, expect, it } from 'vitest';
import { endings } from '../domain/outcome.ts';
import { toCommandState, toEnding, toWireEnding, toWireState } from './enums.ts';
import { CommandState } from './generated/toe/v1/CommandState.ts';
import { Ending } from './generated/toe/v1/Ending.ts';

describe('enums on the wire', () => {
  it('writes every ending as a word that the proto knows and reads it back', () => {
    for (const ending of endings) {
      const wire = toWireEnding(ending);
      expect(Object.values(Ending)).toContain(wire);
      expect(toEnding(wire as keyof typeof Ending)).toBe(ending);
    }
  });

  it('knows every command state of the proto', () => {
    const words = Object.keys(CommandState).filter((word) => word !== 'COMMAND_STATE_UNSPECIFIED');
    for (const word of words)
      expect(toWireState(toCommandState(word as keyof typeof CommandState))).toBe(word);
  });

  it('reads an ending it does not know as a failure', () => {
    expect(toEnding('ENDING_UNSPECIFIED')).toBe('failed');
  });
});
