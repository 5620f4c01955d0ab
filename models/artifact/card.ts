import { z } from 'zod';
import { FRAME_FITS } from '../frames/frame-fit';
import { TASK_NAMES, taskNamed } from '../tasks';

/** What a shipped model is: the file `card.json` beside its weights. No figure on a page or in the README is typed by hand; it comes from here. */

const rgb = z.tuple([z.number(), z.number(), z.number()]);

const input = z.strictObject({
  width: z.int().positive(),
  height: z.int().positive(),
  /** Per channel, RGB, on the 0 to 255 scale: the network sees (pixel - mean) / std. What no part of a frame fills is the mean. */
  mean: rgb,
  std: rgb,
  /** Sides of the square input that the same weights serve as well; without it only width and height. */
  sizes: z.array(z.int().positive()).min(1).optional(),
  /** How a frame is brought into it, see `FrameFit`. Default: 'letterbox'. */
  fit: z.enum(FRAME_FITS).optional(),
  /** Of a crop: how much of what could be shown is, along either axis. */
  cropShare: z.number().positive().max(1).optional(),
  /** Of a free input, whose shorter side is width or height: the most pixels of the longer side, and what both are multiples of. */
  longestSide: z.int().positive().optional(),
  stride: z.int().positive().optional(),
});

const dataSet = z.strictObject({
  name: z.string(),
  images: z.int().nonnegative(),
  /** Boxes, persons or whatever is annotated. */
  annotations: z.int().nonnegative().optional(),
  licence: z.string(),
});

const keypointPairs = z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])).readonly();

/** What a model for poses finds of a body; pairs are indices into the names. */
const keypoints = z.strictObject({
  /** In the order of the network's heat maps. */
  names: z.array(z.string()).min(1).readonly(),
  /** That a limb joins. */
  skeleton: keypointPairs,
  /** Left and right of the same, which change places in a mirror. */
  pairs: keypointPairs,
}).readonly().refine(({ names, skeleton, pairs }) => [...skeleton, ...pairs].flat().every((index) => index < names.length), 'expected indices of the names');

const metric = z.strictObject({
  /** The field's name for it: 'AP', 'AP50', 'top-1'. */
  name: z.string(),
  value: z.number(),
  /** What part of the data it covers: 'all 80 classes', 'the 20 classes of VOC', 'person'. */
  scope: z.string(),
  dataset: z.string(),
  /** Side of the square input it was measured at, where the model serves several. */
  size: z.int().positive().optional(),
  /** The command that prints it. */
  command: z.string(),
});

/** The fields of a card, to pick from. */
export const cardFields = z.strictObject({
  format: z.literal(1),
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9.]+)*$/, 'expected lower-case words joined by hyphens'),
  /** In everyday words, where people choose. */
  title: z.string(),
  /** What the field calls it, where the title does not say. */
  technicalName: z.string().optional(),
  /** One sentence for a person who chooses. */
  summary: z.string(),
  task: z.enum(TASK_NAMES),
  /** 'product' is offered on the page; 'initial' is where training starts. */
  role: z.enum(['product', 'initial']),
  /** 'server': too heavy for a device, so it is not offered to one. Without it both run it. */
  runsOn: z.literal('server').optional(),
  network: z.strictObject({
    /** A name in models/networks/index.ts. */
    name: z.string(),
    options: z.record(z.string(), z.json()),
    /** Where channels were removed: how many each layer gives, by its path, see `ChannelCounts`. */
    channels: z.record(z.string(), z.int().nonnegative()).optional(),
  }),
  input,
  /** In the order of the network's outputs. */
  categories: z.array(z.strictObject({ id: z.int(), name: z.string() })).min(1),
  /** Of poses alone. */
  keypoints: keypoints.optional(),
  /** Answers below it are not shown unless asked for. */
  scoreThreshold: z.number().min(0).max(1),
  /** What the live page starts with in its place, higher, so that nearly all that it shows is there; `npm run evaluate -- --record` measures it. */
  liveThreshold: z.number().min(0).max(1).optional(),
  weights: z.strictObject({
    /** Beside the card. */
    file: z.string().regex(/^\w[\w.-]*$/, 'expected the name of a file, without a folder'),
    sizeBytes: z.int().positive(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** 'compressed': coded, see models/compression. */
    dtype: z.enum(['float32', 'float16', 'compressed']),
  }),
  parameters: z.int().positive(),
  /** Multiply-adds of one picture at the input's size. */
  multiplyAdds: z.int().positive(),
  /** Where the weights began: another model of ours or a published network. */
  parent: z.strictObject({ name: z.string(), source: z.string(), licence: z.string(), what: z.string() }).optional(),
  /** Of a compressed model: it does the same as `parent`, in fewer bytes. Parents have variants; variants have none. */
  compression: z.strictObject({
    /** What was done, in order, a phrase each. */
    steps: z.array(z.string()).min(1),
    command: z.string(),
  }).optional(),
  training: z.strictObject({
    recipe: z.string(),
    command: z.string(),
    data: z.array(dataSet),
    seed: z.int(),
    engine: z.string(),
    commit: z.string(),
    steps: z.int().positive(),
    images: z.int().positive(),
    hours: z.number().positive(),
  }).optional(),
  metrics: z.array(metric),
  /** What the model is bad at, one sentence each. */
  limits: z.array(z.string()).min(1),
  licence: z.string(),
  attribution: z.array(z.string()),
});

export const cardSchema = cardFields.refine(({ task, keypoints: given }) => (taskNamed(task).namesKeypoints ?? false) === (given !== undefined), 'expected keypoints of a model for poses, and of no other')
  .refine(({ compression, parent }) => compression === undefined || parent !== undefined, 'expected a parent of a compressed model');

export type Keypoints = z.infer<typeof keypoints>;
export type Card = z.infer<typeof cardSchema>;
export type CardInput = Card['input'];
export type Metric = Card['metrics'][number];
