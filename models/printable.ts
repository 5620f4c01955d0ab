/** What a terminal obeys, or what turns the order of letters around, where a text only quotes it. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text from outside, such as a file's name, as it may be printed: on one line, what is no letter escaped as in JavaScript. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** The same of a text of our own that quotes others: its line breaks stay. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return SHORT[character] ?? (code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`);
}
