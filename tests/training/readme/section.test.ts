import { describe, expect, it } from 'vitest';
import { FoveaError } from '../../../models/errors';
import { benchTable } from '../../../training/readme/bench-table';
import { replaceSection, section, table } from '../../../training/readme/section';

const part = section('figures', 'a file');

describe('replaceSection', () => {
  it('changes only what stands between its two lines, and nothing the second time', () => {
    const text = `# Fovea\n${part.begin}\nold\n${part.end}\nmore`;
    const once = replaceSection(text, part, 'new\n');
    expect(once).toBe(`# Fovea\n${part.begin}\n\nnew\n\n${part.end}\nmore`);
    expect(replaceSection(once, part, 'new\n')).toBe(once);
    expect(replaceSection(once, part, 'newer\n')).not.toBe(once);
  });

  it('says which lines are missing', () => {
    expect(() => replaceSection('# Fovea', part, '')).toThrow(part.begin);
    expect(() => replaceSection(`${part.end}${part.begin}`, part, '')).toThrow(FoveaError);
  });
});

it('keeps a bar in a cell from ending it', () => expect(table(['a'], [['x | y']])).toBe('| a |\n| --- |\n| x \\| y |\n'));

it('sets the plain ways beside ours', () => {
  const contestant = { cpuMs: 1, wallMs: 1 };
  const suite = { name: 'nms', title: 'Suppression', contestants: [{ ...contestant, name: 'fovea', ratio: 1 }, { ...contestant, name: 'plain', ratio: 2.34 }] };
  const text = benchTable({ runs: [{ engine: 'wasm', description: '', suites: [suite] }] });
  expect(text).toContain('| Suppression | plain | 2.3 x | `npm run bench -- nms --engine wasm` |');
});
