import { extname, join, resolve } from 'node:path';

/**
 * Where the drawing of each picture goes: into folders as the pictures lie in, under its name with `.jpg`, and never over
 * another's drawing or one of the pictures, on systems too to which `Cat.jpg` and `cat.jpg` are the same.
 * @param pictures `file_name` with its folders, `/` between them, no two the same
 */
export function drawingNames(folder: string, pictures: readonly { readonly file: string; readonly file_name: string }[]): string[] {
  const taken = new Set(pictures.map(({ file }) => folded(file)));
  return pictures.map(({ file_name: fileName }) => {
    const stem = fileName.slice(0, fileName.length - extname(fileName).length);
    let name = join(folder, `${stem}.jpg`);
    for (let count = 2; taken.has(folded(name)); count++) name = join(folder, `${stem}-${count}.jpg`);
    taken.add(folded(name));
    return name;
  });
}

const folded = (file: string): string => resolve(file).normalize('NFC').toLowerCase();
