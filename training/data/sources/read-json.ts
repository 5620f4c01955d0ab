import { readFile } from 'node:fs/promises';
import { InvalidInputError, NotFoundError } from '../../../models/errors';

/** What a file's first bytes say of its text: Windows writes them. */
const MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

/** A string, which stays as it is, or one of the numbers that Python's json writes and JSON does not have. */
const STRING_OR_NOT_A_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * Reads JSON as tools write it: with a byte order mark, and with NaN and Infinity, which become null as in JavaScript's JSON.
 * @param what the file should be, for messages
 * @throws NotFoundError, InvalidInputError
 */
export async function readJson(path: string, what: string): Promise<unknown> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new NotFoundError(`${path} cannot be read; expected ${what}.`, { cause });
  });
  const { encoding } = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte)) ?? { encoding: 'utf-8' };
  const text = new TextDecoder(encoding).decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const repaired = text.replace(STRING_OR_NOT_A_NUMBER, (found) => (found.startsWith('"') ? found : 'null'));
    try {
      if (repaired !== text) return JSON.parse(repaired);
    } catch {
      // What is wrong besides stands in the first message, too.
    }
    throw new InvalidInputError(`${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
