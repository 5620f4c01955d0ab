import { readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../../models/errors';
import { picturesIn } from '../../data/pictures/pictures-in';
import type { Problems } from '../../data/problems';

/** What is learned as a style. */
export interface Painting {
  readonly file: string;
  /** `The Starry Night, Vincent van Gogh` where that is known, else the file's name. */
  readonly name: string;
}

const listSchema = z.array(z.object({ file: z.string(), title: z.string().optional(), artist: z.string().optional() }));

/** Who painted what, beside the pictures or in the folder above. */
const LIST = 'style.json';

/**
 * The paintings in a folder. `style.json`, there or one folder above, names them: [{"file": "starry_night.jpg", "title": "The Starry
 * Night", "artist": "Vincent van Gogh"}, …]. Without it they have their files' names.
 * @throws InvalidInputError where there is none, or the list is none
 */
export async function paintingsIn(folder: string, problems: Problems): Promise<readonly Painting[]> {
  const files = (await picturesIn(folder, problems));
  if (files.length === 0) throw new InvalidInputError(`${folder} holds no picture; expected one a style.`);
  const titles = new Map((await readList(folder)).map(({ file, title, artist }) => [basename(file), [title, artist].filter((part) => part !== undefined).join(', ')]));
  return files.map((file) => ({ file, name: titles.get(basename(file)) || basename(file, extname(file)).replaceAll(/[_-]+/g, ' ') }));
}

/** The files of the paintings that are called so, in this order. @throws NotFoundError where one is missing */
export async function paintingsOf(folder: string, names: readonly string[], problems: Problems): Promise<string[]> {
  const paintings = await paintingsIn(folder, problems);
  return names.map((name) => {
    const found = paintings.find((painting) => painting.name === name);
    if (found === undefined) throw new NotFoundError(`${folder} holds no painting '${name}'; it has ${paintings.map((painting) => painting.name).join('; ')}.`);
    return found.file;
  });
}

async function readList(folder: string): Promise<z.infer<typeof listSchema>> {
  for (const file of [join(folder, LIST), join(folder, '..', LIST)]) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const parsed = listSchema.safeParse(parseJson(text, file));
    if (!parsed.success) throw new InvalidInputError(`${file} is no list of paintings: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }
  return [];
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidInputError(`${file} is no JSON.`, { cause });
  }
}
