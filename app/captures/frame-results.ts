import type { ServedCard } from '../../models/protocol/messages';
import type { Size } from '../../models/geometry/box';
import { cocoAnnotation, cocoCategories, rounded, type Joints } from './coco-annotations';
import type { ResultRecord } from '../tasks/task';

/** So many frames are text of the page; those before lie in blobs, which a browser may keep on the disk. */
const FRAMES_IN_MEMORY = 500;

/** A text that grows, of which only the end is in memory. */
class GrowingText {
  private readonly blobs: Blob[] = [];
  private lines: string[] = [];

  add(lines: readonly string[]): void {
    this.lines.push(...lines);
  }

  spill(): void {
    if (this.lines.length === 0) return;
    this.blobs.push(new Blob([this.lines.join('')]));
    this.lines = [];
  }

  parts(): readonly Blob[] {
    this.spill();
    return this.blobs;
  }
}

export interface FrameResult {
  readonly timeS: number;
  readonly records: readonly ResultRecord[];
}

/**
 * What was seen in every frame of a video, as COCO's JSON with a picture for each frame, its number and its time, and an
 * annotation's track where things are followed; and the same as CSV, with columns for joints where bodies are seen. Boxes and
 * joints are in the video's pixels.
 */
export class FrameResults {
  private readonly images = new GrowingText();
  private readonly annotations = new GrowingText();
  private readonly rows = new GrowingText();
  private readonly tracks = new Set<number>();
  private frames = 0;
  private answers = 0;

  constructor(private readonly fileName: string, private readonly picture: Size, private readonly joints?: Joints) {
    const columns = joints?.names.flatMap((name) => ['x', 'y', 'score'].map((what) => `${name}_${what}`)) ?? [];
    this.rows.add([`${[...CSV_COLUMNS, ...columns].join(',')}\r\n`]);
  }

  get frameCount(): number {
    return this.frames;
  }

  get answerCount(): number {
    return this.answers;
  }

  get trackCount(): number {
    return this.tracks.size;
  }

  add({ timeS, records }: FrameResult): void {
    const frame = this.frames++;
    const { width, height } = this.picture;
    const image = { id: frame + 1, file_name: this.fileName, width, height, frame, time_s: rounded(timeS, 4) };
    this.images.add([`${comma(frame)}${JSON.stringify(image)}`]);
    for (const record of records) {
      const { trackId, label } = record;
      if (trackId !== undefined) this.tracks.add(trackId);
      const annotation = cocoAnnotation(record, ++this.answers, frame + 1, trackId);
      this.annotations.add([`${comma(this.answers - 1)}${JSON.stringify(annotation)}`]);
      this.rows.add([`${[frame, image.time_s, trackId ?? '', record.category_id, quoted(label), annotation.score, ...annotation.bbox, ...(record.keypoints ?? [])].join(',')}\r\n`]);
    }
    if (this.frames % FRAMES_IN_MEMORY === 0) for (const text of [this.images, this.annotations, this.rows]) text.spill();
  }

  /** @param stem of the files' names */
  files(stem: string, card: Pick<ServedCard, 'name' | 'title' | 'categories'>, date: Date): File[] {
    const info = { description: `Seen by ${card.title} in Fovea`, contributor: card.name, date_created: date.toISOString() };
    const json = [`{"info":${JSON.stringify(info)},\n"categories":${JSON.stringify(cocoCategories(card, this.joints))},\n"images":[\n`, ...this.images.parts(), '\n],\n"annotations":[\n', ...this.annotations.parts(), '\n]}\n'];
    const lastModified = date.getTime();
    return [
      new File(json, `${stem}.json`, { type: 'application/json', lastModified }),
      new File([...this.rows.parts()], `${stem}.csv`, { type: 'text/csv', lastModified }),
    ];
  }
}

const CSV_COLUMNS = ['frame', 'time_s', 'track_id', 'category_id', 'label', 'score', 'x', 'y', 'width', 'height'];
const comma = (before: number): string => (before === 0 ? '' : ',\n');
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
