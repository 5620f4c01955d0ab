import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import type { GraphNode } from '../../../models/graph/graph';
import { trace } from '../../../models/graph/trace';
import { convolution } from '../../../models/layers/convolution';
import { startWasm } from '../../../training/engines/wasm-engine';
import { layerTable } from '../../../training/graph/layer-table';
import { measureNodes } from '../../../training/graph/measure-nodes';
import { measureRoof } from '../../../training/graph/roof';

const values = new Map([['a/kernel', { shape: [1, 1, 3, 5], values: new Float32Array(15) }], ['a/bias', { shape: [5], values: new Float32Array(5) }]]);
const graph = trace((x, scope) => tf.relu(tf.reshape(convolution(x, scope.at('a'), 5, { kernelSize: 1 }), [16, 5])), [1, 4, 4, 3], values);
const cells = (line: string | undefined) => line?.trim().split(/ {2,}/);

it('shows a line for each place, with costs, and totals', () => {
  const [head, convolved, rectified, total, ...more] = layerTable(graph).split('\n');
  expect(cells(head)?.slice(0, 4)).toEqual(['Layer', 'Kernel', 'Output', 'Parameters']);
  // 4 x (48 + 20) bytes read, 4 x 80 written.
  expect(cells(convolved)).toEqual(['a', 'FusedConv2D', '1x4x4x5', '20', '240', '592 B', '-', '-', '-']);
  expect(cells(rectified)).toEqual(['(outside layers)', 'Relu', '16x5', '-', '-', '640 B', '-', '-', '-']);
  expect(cells(total)?.slice(0, 5)).toEqual(['total', '2 nodes', '20', '240', '1.23 kB']);
  expect(more).toEqual([]);
});

it('shares out the time and compares it with what the machine could do; work of the engine’s own has a line, too', () => {
  const places = new Map([['a', 3e-3], ['', 1e-3], ['(changes of layout)', 1e-3]]);
  const lines = layerTable(graph, { places, roof: { flops: 480e3, bytes: 1e9 } }).split('\n');
  expect(cells(lines[1])?.slice(-3)).toEqual(['3.00 ms', '60.0 %', '33.3 %']);
  expect(cells(lines[2])?.slice(-3)).toEqual(['1.00 ms', '20.0 %', '0.1 %']);
  expect(cells(lines[3])).toEqual(['(changes of layout)', '-', '-', '-', '-', '1.00 ms', '20.0 %', '-']);
  expect(cells(lines[4])?.slice(-3)).toEqual(['5.00 ms', '100.0 %', '20.0 %']);
});

it('folds the nodes of a place, and shows each of them when asked to', () => {
  const several = trace((x) => tf.relu(tf.neg(tf.relu(tf.neg(tf.relu(x))))), [1, 4, 4, 3], new Map());
  const nodes = new Map<GraphNode, number>(several.nodes.map((node) => [node, 1e-3]));
  const measured = { places: new Map([['', 5e-3]]), nodes, roof: { flops: 1e9, bytes: 1e9 } };
  expect(cells(layerTable(several, measured).split('\n')[1])?.slice(0, 2)).toEqual(['(outside layers)', '5 nodes']);
  const [, folded, ...each] = layerTable(several, measured, true).split('\n');
  expect(cells(folded)?.slice(-3, -1)).toEqual(['5.00 ms', '100.0 %']);
  expect(each.slice(0, 5).map((line) => cells(line)?.[0])).toEqual(['Relu', 'Neg', 'Relu', 'Neg', 'Relu']);
  expect(each.slice(0, 5).map((line) => cells(line)?.at(-3))).toEqual(new Array(5).fill('1.00 ms'));
});

it('measures every node and the roof, and leaves no tensor', async () => {
  await startWasm();
  const before = tf.memory().numTensors;
  const seconds = measureNodes(graph);
  expect([...(seconds?.keys() ?? [])]).toEqual(graph.nodes);
  const { flops, bytes } = measureRoof();
  expect(Math.min(flops, bytes)).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});
