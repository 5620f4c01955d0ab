import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../models/errors';
import { printable } from '../../models/printable';

describe('printable', () => {
  it.each([
    ['photo 1 – Zoë 日本 👩‍👧.jpg', 'photo 1 – Zoë 日本 👩‍👧.jpg'],
    ['a\u001b[2Jb', 'a\\x1b[2Jb'],
    ['two\nlines\r\t', 'two\\nlines\\r\\t'],
    ['gpj\u202egpj', 'gpj\\u202egpj'],
    ['half\ud800', 'half\\ud800'],
    ['\u009b31m\u007f', '\\x9b31m\\x7f'],
  ])('writes %j as %j', (text, expected) => expect(printable(text)).toBe(expected));

  it('leaves nothing that a terminal obeys', () => {
    const all = String.fromCharCode(...Array.from({ length: 0x10000 }, (_, code) => code));
    expect(printable(all)).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u);
    expect(printable(all)).toMatch(/ABC.*xyz/);
  });

  it('is how errors quote', () => {
    expect(new InvalidInputError('There is no "\u001b]0;x\u0007".\nChoose another.').message).toBe('There is no "\\x1b]0;x\\x07".\nChoose another.');
  });
});
