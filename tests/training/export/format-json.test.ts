import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson } from '../../../training/export/format-json';

describe('formatJson', () => {
  it('says the same as JSON.stringify', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('keeps short things in a line and leaves undefined fields out', () => {
    expect(formatJson({ a: [1, 2], b: { c: 'd', e: undefined }, f: [], g: [{ h: null }] })).toBe(
      '{\n  "a": [1, 2],\n  "b": { "c": "d" },\n  "f": [],\n  "g": [\n    { "h": null }\n  ]\n}\n',
    );
    const long = 'x'.repeat(120);
    expect(formatJson([long])).toBe(`[\n  "${long}"\n]\n`);
  });
});
