import type { CommandState } from '../domain/command.ts';
import { type Ending, endings } from '../domain/outcome.ts';
import type { CommandState__Output, CommandState as WireState } from './generated/toe/v1/CommandState.ts';
import type { Ending__Output, Ending as WireEnding } from './generated/toe/v1/Ending.ts';

const stateNames: readonly CommandState[] = [
  'accepted',
  'prepared',
  'committed',
  'running',
  'stopping',
  'sealing',
  'captured',
];

const toWireWord = (prefix: string, word: string): string =>
  `${prefix}_${word.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

const wireStates = new Map<CommandState, WireState>(
  stateNames.map((name) => [name, toWireWord('COMMAND_STATE', name) as WireState]),
);
const wireEndings = new Map<Ending, WireEnding>(
  endings.map((name) => [name, toWireWord('ENDING', name) as WireEnding]),
);
const statesByWire = new Map([...wireStates].map(([name, wire]) => [wire, name]));
const endingsByWire = new Map([...wireEndings].map(([name, wire]) => [wire, name]));

export function toWireState(state: CommandState): WireState {
  return wireStates.get(state) ?? 'COMMAND_STATE_UNSPECIFIED';
}

/** A state that this version does not know is read as `accepted`, the one that promises least. */
export function toCommandState(wire: CommandState__Output): CommandState {
  return statesByWire.get(wire) ?? 'accepted';
}

export function toWireEnding(ending: Ending): WireEnding {
  return wireEndings.get(ending) ?? 'ENDING_UNSPECIFIED';
}

/** An ending that this version does not know is read as `failed`: never a success that was not claimed. */
export function toEnding(wire: Ending__Output): Ending {
  return endingsByWire.get(wire) ?? 'failed';
}
