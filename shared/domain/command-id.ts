const part = '[0-9a-z](?:[0-9a-z-]{0,62}[0-9a-z])?';
const commandIdPattern = new RegExp(`^(${part})\\.(${part})\\.([1-9][0-9]{0,5})$`);

/** The three things a command id is made of. Every one is safe as a file name. */
export interface CommandIdParts {
  readonly runUid: string;
  readonly nodeUid: string;
  readonly attempt: number;
}

/** `<run uid>.<node uid>.<attempt>`; throws a RangeError where a part has not the form of a uid. */
export function makeCommandId(parts: CommandIdParts): string {
  const id = `${parts.runUid}.${parts.nodeUid}.${parts.attempt}`;
  if (parseCommandId(id) === undefined)
    throw new RangeError(`Cannot make a command id: "${id}" is malformed`);
  return id;
}

/** The parts of a command id, or undefined where the text is none: it may come from anywhere. */
export function parseCommandId(text: string): CommandIdParts | undefined {
  const match = commandIdPattern.exec(text);
  const [, runUid, nodeUid, attempt] = match ?? [];
  if (runUid === undefined || nodeUid === undefined || attempt === undefined) return undefined;
  return { runUid, nodeUid, attempt: Number(attempt) };
}
