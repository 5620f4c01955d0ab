import type { z } from 'zod';
import type { Keypoints } from '../artifact/card';
import type { CocoResult } from '../artifact/coco';
import type { Agreement } from '../agreement/agreement';
import type { FramePlacement } from '../frames/frame-placement';

/** What a network gives for one picture: the numbers of each output, row by row, by the names that its task has for them. */
export type RawOutputs = Readonly<Record<string, Float32Array>>;

/** What of a card turns numbers into an answer. */
export interface DecodingCard {
  /** In the order of the network's outputs. */
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly scoreThreshold: number;
  readonly keypoints?: Keypoints | undefined;
}

/** What a caller may ask of one prediction. */
export interface PredictOptions {
  /** Answers below this score are left out. Default: the card's. */
  readonly scoreThreshold?: number;
  /** Of a style: how much of each of the card's categories, in their order; 0 to 1 each, and 1 in all. Default: the first alone. */
  readonly styles?: readonly number[];
}

/** What a network takes beside each picture: a few numbers, which change what it answers and not how it is run. */
export interface Condition {
  /** In an exported file, where it is [pictures, numbers]. */
  readonly name: string;
  readonly meaning: string;
  /** @returns as many numbers, whatever is asked for @throws InvalidInputError for options that are not the card's */
  of(options: PredictOptions, card: Pick<DecodingCard, 'categories'>): Float32Array;
}

/** A picture that is an answer, or a part of one: its bytes RGBA, top to bottom, or a JPEG or WebP of them, as it travels. */
export type AnswerPicture = { readonly width: number; readonly height: number } & (
  | { readonly pixels: Uint8ClampedArray<ArrayBuffer> }
  | { readonly encoded: Uint8Array }
);

/** Where an answer has its picture, for whoever makes it small for the way, or opens it at the end. */
export interface HeldPicture<P> {
  of(prediction: P): AnswerPicture;
  replace(prediction: P, picture: AnswerPicture): P;
}

/** Memory that can be handed to another thread, or a picture that can (ImageBitmap, VideoFrame). */
export type Owned = ArrayBufferLike | { readonly close: () => void };

/** An answer in COCO's results format, but for the picture that it is of; boxes in source pixels, numbers as they are. */
export type CocoAnswer = Pick<CocoResult, 'category_id' | 'bbox' | 'score' | 'segmentation' | 'keypoints'>;

/** An output of an exported file, made of one of the network's. */
export interface ExportedOutput {
  readonly name: string;
  /** The network's output that it is made of. */
  readonly of: string;
  /** Which of its columns, in this order; a single one makes a vector. Default: as it is. */
  readonly columns?: readonly number[];
  /** Its numbers are whole. */
  readonly integer?: true;
  readonly meaning: string;
}

/** A detector that finds what another model looks at. */
export interface Finder {
  readonly model: string;
  /** Side of its input, where a device finds things in what moves. */
  readonly size: number;
  /** Its name for what is looked at. */
  readonly label: string;
}

/**
 * What models can be for: one file in this folder and a line in its index. Whoever runs models asks the table; a task's name
 * is compared nowhere else.
 */
export interface Task<P extends { readonly task: string } = { readonly task: string }> {
  /** What its networks give, `Network.forward`: names, in the order in which a recorded network has them. */
  readonly outputs: readonly string[];
  /**
   * Numbers of one picture to what they mean, in source pixels.
   * @param placed how the picture lay in the network's input
   */
  decode(outputs: RawOutputs, placed: FramePlacement, card: DecodingCard, options?: PredictOptions): P;
  /** What its networks take beside the picture. Default: nothing. */
  readonly condition?: Condition;
  /** What of a prediction is handed over, not copied, where it goes to another thread. Default: nothing, for it is small. */
  transferables?(prediction: P): readonly Owned[];
  /** Of a prediction that comes over a wire, as it is or as `toWire` makes it. */
  readonly schema: z.ZodType<P>;
  /** What is sent in its place, where that is smaller. Default: the prediction. */
  toWire?(prediction: P): object;
  /** The picture that its answers are; on a wire it is encoded. */
  readonly picture?: HeldPicture<P>;
  toCoco(prediction: P): readonly CocoAnswer[];
  /** How far another model's answer to the same picture agrees with the reference's; without it answers of the task are not compared. */
  agreement?(reference: P, other: P): Agreement;
  /** What scores less is never worth sending or showing, however little certainty a person asks for, 0 to 1. */
  readonly lowestScore: number;
  /** The metric by which its models are ranked, as cards call it; higher is better. */
  readonly headline: string;
  /** How often a device should answer, for which it looks less closely where it must. Default: ten times a second. */
  readonly looksPerSecond?: number;
  /** Its cards say which keypoints a body has; no other card does. */
  readonly namesKeypoints?: true;
  /** Its networks look at one thing each, in a box; in whole frames this model finds them first. */
  readonly finder?: Finder;
  /** What a file for others gives. Where `rows` is there, that output is 0 in rows that hold nothing, best first. */
  readonly exported: { readonly outputs: readonly ExportedOutput[]; readonly rows?: string };
}

/** The numbers of an output. @throws RangeError where a network does not give it, which `createNetwork` has ruled out */
export function numbersOf(outputs: RawOutputs, name: string): Float32Array {
  const numbers = outputs[name];
  if (numbers === undefined) throw new RangeError(`The network gave no output '${name}', only ${Object.keys(outputs).join(', ')}.`);
  return numbers;
}
