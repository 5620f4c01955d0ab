import { describe, expect, it } from 'vitest';
import { Problems } from '../../../training/data/problems';

describe('Problems', () => {
  it('counts all, names and reports the first few', () => {
    const reported: string[] = [];
    const problems = new Problems((line) => reported.push(line));
    for (let index = 0; index < 7; index++) problems.add('bad box', `${index}.jpg`);
    problems.add('missing file', 'x.jpg');
    expect([problems.total, problems.count('bad box'), problems.count('size differs')]).toEqual([8, 7, 0]);
    expect(problems.lines()).toEqual(['7 x bad box: 0.jpg; 1.jpg; 2.jpg; 3.jpg; 4.jpg; and 2 more', '1 x missing file: x.jpg']);
    expect(reported).toEqual([...[0, 1, 2, 3, 4].map((index) => `bad box: ${index}.jpg`), 'missing file: x.jpg']);
  });
});
