/** What it depends on how long a frame takes, and what a worker must have open for it. */
export interface FrameKind {
  readonly model: string;
  /** Side of the model's input; undefined: its own. */
  readonly size: number | undefined;
}

export const kindKey = ({ model, size }: FrameKind): string => `${model} ${size ?? ''}`;
