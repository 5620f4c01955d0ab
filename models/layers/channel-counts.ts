import type { Scope } from './scope';

/**
 * How many channels layers give, by their paths: of a network from which channels were removed. A pad of channels has a path
 * too, and its count is how many zeros come before. What is not named has as many as the network's definition says.
 */
export type ChannelCounts = Readonly<Record<string, number>>;

/** A scope whose layers give as many channels as `countOf` says of their paths; undefined leaves it to the definition. */
export function withChannels(scope: Scope, countOf: (path: string) => number | undefined): Scope {
  return {
    path: scope.path,
    training: scope.training,
    at: (name) => withChannels(scope.at(name), countOf),
    parameter: (name, shape, initializer, options) => scope.parameter(name, shape, initializer, options),
    assign: (name, value) => scope.assign(name, value),
    channels: () => countOf(scope.path),
  };
}

/** @param defined how many channels the network's definition gives the layer at `scope` */
export const channelsAt = (scope: Scope, defined: number): number => scope.channels?.() ?? defined;
