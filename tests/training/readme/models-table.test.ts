import { describe, expect, it } from 'vitest';
import { modelsTable } from '../../../training/readme/models-table';
import { tinyCard } from '../../models/artifact/tiny-card';

const measured = tinyCard({
  name: 'finds', summary: 'Finds | sees.', parameters: 2_461_080, multiplyAdds: 879_209_600,
  metrics: [
    { name: 'AP', value: 0.2, scope: 'the 20 classes of VOC', dataset: 'val', command: 'npm run evaluate -- --model finds' },
    { name: 'AP50', value: 0.4249, scope: 'the 20 classes of VOC', dataset: 'val', command: 'npm run evaluate -- --model finds' },
  ],
});

describe('modelsTable', () => {
  it('has a row for each model, products first, and for each data set one for each input that was measured', () => {
    const lines = modelsTable([tinyCard({ name: 'base', role: 'initial' }), measured]).split('\n');
    expect(lines[2]).toBe('| `finds` | Finds \\| sees. | 32 x 32 | 2.46 M | 0.88 G | 0.0 MB | Apache-2.0 |');
    expect(lines[3]).toContain('`base`');
    expect(lines[5]).toBe('On val; the first line by `npm run evaluate -- --model finds`.');
    expect(lines[7]).toBe('| Model | Pixels | AP / AP50, the 20 classes of VOC |');
    expect(lines[9]).toBe('| `finds` | 32 | 0.200 / 0.425 |');
  });
});
