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

it('shows a line for each node that works, and totals', () => {
  const [head, convolved, rectified, total, ...more] = layerTable(graph).split('\n');
  expect(cells(head)?.slice(0, 4)).toEqual(['Layer', 'Kernel', 'Output', 'Parameters']);
  // 4 x (48 + 20) bytes read, 4 x 80 written, 2 x 240 operations over 592 bytes.
  expect(cells(convolved)).toEqual(['a', 'FusedConv2D', '1x4x4x5', '20', '240', '272 B', '320 B', '0.8', '-', '-', '-']);
  expect(cells(rectified)).toEqual(['-', 'Relu', '16x5', '-', '-', '320 B', '320 B', '-', '-', '-', '-']);
  expect(cells(total)?.slice(0, 6)).toEqual(['total', '2 nodes', '20', '240', '592 B', '640 B']);
  expect(more).toEqual([]);
});

it('shares out the time and compares it with what the machine could do', () => {
  const seconds = new Map<GraphNode, number>(graph.nodes.map((node) => [node, node.kernel === 'Relu' ? 1e-3 : 3e-3]));
  const lines = layerTable(graph, { seconds, roof: { flops: 480e3, bytes: 1e9 } }).split('\n');
  expect(cells(lines[1])?.slice(-3)).toEqual(['3.00 ms', '75.0 %', '33.3 %']);
  expect(cells(lines[2])?.slice(-3)).toEqual(['1.00 ms', '25.0 %', '0.1 %']);
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
