import { describe, expect, it } from 'vitest';
import { WebmWriter } from '../../../app/whole-file/webm';

const SEGMENT = '18538067';
const MASTERS = [SEGMENT, '1549a966', '1654ae6b', 'ae', 'e0', '1c53bb6b', 'bb', 'b7', '1f43b675'];

interface Element {
  readonly id: string;
  /** In the file. */
  readonly at: number;
  readonly content: Buffer;
  readonly children: readonly Element[];
}

/** Reads EBML as any player does. */
function elementsOf(file: Buffer, from: number, to: number): Element[] {
  const elements: Element[] = [];
  let at = from;
  while (at < to) {
    const idLength = Math.clz32(file.readUInt8(at)) - 23;
    const id = file.toString('hex', at, at + idLength);
    expect(file.readUInt8(at + idLength)).toBe(1);
    const length = Number(file.readBigUInt64BE(at + idLength) & ((1n << 56n) - 1n));
    const start = at + idLength + 8;
    elements.push({ id, at, content: file.subarray(start, start + length), children: MASTERS.includes(id) ? elementsOf(file, start, start + length) : [] });
    at = start + length;
  }
  expect(at).toBe(to);
  return elements;
}

const all = (elements: readonly Element[], id: string): Element[] => elements.flatMap((element) => [...(element.id === id ? [element] : []), ...all(element.children, id)]);
const numberIn = ({ content }: Element) => Number(content.readBigUInt64BE());

describe('a WebM file', () => {
  it('holds every picture at its time, and its cues lead to the clusters', async () => {
    const writer = new WebmWriter({ codec: 'V_VP9', width: 480, height: 270 });
    const timesMs = Array.from({ length: 120 }, (_, index) => Math.round(index * 1000 / 12));
    timesMs.forEach((timeMs, index) => writer.add(Uint8Array.of(index, 1, 2), timeMs, index % 48 === 0));
    const file = Buffer.from(await writer.finish(10_000).arrayBuffer());

    const elements = elementsOf(file, 0, file.length);
    const [segment] = all(elements, SEGMENT);
    const clusters = all(elements, '1f43b675');
    expect(clusters).toHaveLength(3);
    const found = clusters.flatMap((cluster) => {
      const [begins] = all(cluster.children, 'e7');
      return all(cluster.children, 'a3').map(({ content }) => ({ timeMs: (begins === undefined ? NaN : numberIn(begins)) + content.readInt16BE(1), first: content.readUInt8(4), key: content.readUInt8(3) === 0x80 }));
    });
    expect(found).toEqual(timesMs.map((timeMs, index) => ({ timeMs, first: index, key: index % 48 === 0 })));

    const [content] = segment?.children ?? [];
    expect(all(elements, 'f1').map((position) => numberIn(position) + (content?.at ?? NaN))).toEqual(clusters.map(({ at }) => at));
    expect(all(elements, 'b3').map(numberIn)).toEqual([0, 4000, 8000]);
    expect(all(elements, '4489').map(({ content: length }) => length.readDoubleBE())).toEqual([10_000]);
    expect([all(elements, 'b0'), all(elements, 'ba')].map(([side]) => side && numberIn(side))).toEqual([480, 270]);
  });
});
