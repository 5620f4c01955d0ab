/** Where an answer's time goes, in this order; an answer has those that apply to it. */
export const STAGES = [
  /** From the camera until the frame was taken up. */
  'capture',
  /** Making a small picture for the server. */
  'encode',
  /** On the way to the server and back. */
  'network',
  /** Waiting at the server for a turn. */
  'queue',
  /** Loading a model that is not open yet. */
  'open',
  /** Frame to input tensor: decoding a picture, resizing, normalising. */
  'prepare',
  /** The network itself: on a synchronous engine (wasm, cpu) all of it, on a GPU the time to submit it. */
  'forward',
  /** The one read-back; on a GPU this waits for the network. */
  'read',
  /** Numbers to a Prediction. */
  'decode',
  /** Between worker and page. */
  'deliver',
  /** Onto the screen, each time. */
  'draw',
] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds of each stage that there was. */
export type StageTimes = Readonly<Partial<Record<Stage, number>>>;

/** All of it. */
export const totalMs = (times: StageTimes): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);

/** What the engine took for the network, however it works. */
export const runMs = ({ forward = 0, read = 0 }: StageTimes): number => forward + read;

/** Of two answers together, stage by stage. */
export const addTimes = (times: StageTimes, others: StageTimes): StageTimes =>
  Object.fromEntries(STAGES.flatMap((stage) => (stage in times || stage in others ? [[stage, (times[stage] ?? 0) + (others[stage] ?? 0)]] : [])));
