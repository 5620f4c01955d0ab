import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { NotFoundError } from '../../models/errors';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** The program that CHROME_PATH names, else one on the search path. @throws NotFoundError where there is none */
export function findChromium({ CHROME_PATH: named, PATH: path = '' } = process.env): string {
  if (named !== undefined && named !== '') return named;
  const found = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))).find((candidate) => existsSync(candidate));
  if (found === undefined) throw new NotFoundError('Chromium, Chrome or Edge is not on the search path: install one, or set CHROME_PATH to the path of its program.');
  return found;
}
