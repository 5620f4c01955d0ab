import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawingNames } from '../../../training/draw/drawing-names';

const names = (folder: string, ...fileNames: string[]) =>
  drawingNames(folder, fileNames.map((file_name) => ({ file: join('photos', file_name), file_name }))).map((name) => name.replaceAll('\\', '/'));

describe('drawingNames', () => {
  it('keeps folders, and parts what differs by its ending or by capitals only', () => {
    expect(names('out', 'a/1.jpg', 'b/1.jpg', 'b/1.png', 'B/1-2.png')).toEqual(['out/a/1.jpg', 'out/b/1.jpg', 'out/b/1-2.jpg', 'out/B/1-2-2.jpg']);
  });

  it('never draws over one of the pictures', () => {
    expect(names('photos', '1.jpg', '2.png')).toEqual(['photos/1-2.jpg', 'photos/2.jpg']);
  });
});
