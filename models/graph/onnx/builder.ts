import type { OnnxAttribute, OnnxNode, OnnxTensor } from './model';

/** Constants of up to this many numbers are looked for before another is made. */
const SMALL = 16;

/** Gathers the nodes and constants of an ONNX graph. A tensor is its name. */
export class OnnxBuilder {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializers = new Map<string, OnnxTensor>();
  private readonly small = new Map<string, string>();
  private readonly names = new Map<string, number>();

  /** Where in the network's code the nodes that come next stand; goes before their names. */
  place = '';

  /** Adds a node. @returns its outputs' names */
  addAll(type: string, inputs: readonly string[], outputs: number, attributes: Readonly<Record<string, OnnxAttribute>> = {}): string[] {
    const name = this.unused(this.place === '' ? type : `${this.place}/${type}`);
    const outputNames = Array.from({ length: outputs }, (_, index) => (index === 0 ? name : `${name}:${index}`));
    this.nodes.push({ name, type, inputs, outputs: outputNames, attributes });
    return outputNames;
  }

  /** Adds a node with one output. @returns its name */
  add(type: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    return this.addAll(type, inputs, 1, attributes)[0] ?? '';
  }

  /** Adds a node whose output has a name of the caller's choice. */
  addAs(output: string, type: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): void {
    this.nodes.push({ name: this.unused(type), type, inputs, outputs: [output], attributes });
  }

  floats(values: Float32Array | readonly number[], dims: readonly number[] = [values.length], name = 'constant'): string {
    return this.constant({ type: 'float32', dims, data: values instanceof Float32Array ? values : Float32Array.from(values) }, name);
  }

  ints(values: ArrayLike<number>, dims: readonly number[] = [values.length], name = 'constant'): string {
    return this.constant({ type: 'int64', dims, data: BigInt64Array.from(Array.from(values), BigInt) }, name);
  }

  bools(values: ArrayLike<number>, dims: readonly number[], name = 'constant'): string {
    return this.constant({ type: 'bool', dims, data: Uint8Array.from(values) }, name);
  }

  /** The nodes and constants that the given tensors depend on. */
  neededFor(outputs: readonly string[]): { readonly nodes: readonly OnnxNode[]; readonly initializers: readonly OnnxTensor[] } {
    const needed = new Set(outputs);
    const nodes: OnnxNode[] = [];
    for (const node of [...this.nodes].reverse()) {
      if (!node.outputs.some((output) => needed.has(output))) continue;
      nodes.push(node);
      for (const input of node.inputs) needed.add(input);
    }
    return { nodes: nodes.reverse(), initializers: [...this.initializers.values()].filter(({ name }) => needed.has(name)) };
  }

  /** A name that no tensor has yet. */
  private unused(wanted: string): string {
    const used = this.names.get(wanted) ?? 0;
    this.names.set(wanted, used + 1);
    return used === 0 ? wanted : `${wanted}_${used}`;
  }

  private constant(tensor: Omit<OnnxTensor, 'name'>, wanted: string): string {
    const key = tensor.data.length > SMALL ? undefined : `${tensor.type} ${tensor.dims.join()} ${tensor.data.join()}`;
    const known = key === undefined ? undefined : this.small.get(key);
    if (known !== undefined) return known;
    const name = this.unused(wanted);
    this.initializers.set(name, { ...tensor, name });
    if (key !== undefined) this.small.set(key, name);
    return name;
  }
}
