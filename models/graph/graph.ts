import type { NamedAttrMap, TypedArray } from '@tensorflow/tfjs-core';
import { EngineError } from '../errors';

export type ElementType = 'float32' | 'int32' | 'bool';

/** A tensor that a network computes or holds. Two values are the same only if they are the same object. */
export interface Value {
  readonly shape: readonly number[];
  readonly dtype: ElementType;
  /** Present where the numbers are known: a parameter, or a constant in the network's code. */
  readonly constant?: Constant;
}

export interface Constant {
  /** A parameter's full name, as in the weights file. */
  readonly name?: string;
  /** Present where the numbers or their shape are no longer those that the weights file has under the name. */
  readonly changed?: true;
  readonly values: TypedArray;
}

/** One kernel of tfjs or of ours, as its engine would be asked to run it. */
export interface GraphNode {
  readonly kernel: string;
  readonly attributes: NamedAttrMap;
  /** By the kernel's own names; a kernel that takes a list has '0', '1', … */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly outputs: readonly Value[];
  /** Where in the network's code it stands, as a path of the Scope: the layer whose parameters it reads, else the part around it; '' after the last layer. */
  readonly place: string;
}

/** What a network computes: nodes in an order in which they can run. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly Value[];
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/** The input of a node by its kernel's name for it. */
export function inputOf(node: GraphNode, name: string): Value {
  const value = node.inputs[name];
  if (value === undefined) throw new EngineError(`${node.kernel} was recorded without its input '${name}'.`);
  return value;
}

/** The inputs of a node whose kernel takes a list. */
export const listOf = (node: GraphNode): Value[] => Object.values(node.inputs);

/** The one output of a node that has no other. */
export function outputOf(node: GraphNode): Value {
  const [value, ...others] = node.outputs;
  if (value === undefined || others.length > 0) throw new EngineError(`${node.kernel} has ${node.outputs.length} outputs; expected one.`);
  return value;
}

/** The path of the layer whose parameters a node reads, '' where it reads none. */
export function layerOf({ inputs }: Pick<GraphNode, 'inputs'>): string {
  const name = Object.values(inputs).map(({ constant }) => constant?.name).find((known) => known !== undefined) ?? '';
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** The constants of a graph, each once, in the order of their use. */
export function constantsOf({ nodes, outputs }: Graph): (Value & { readonly constant: Constant })[] {
  const used = new Set([...nodes.flatMap((node) => Object.values(node.inputs)), ...outputs]);
  return [...used].filter((value): value is Value & { readonly constant: Constant } => value.constant !== undefined);
}
