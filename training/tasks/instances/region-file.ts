import { mkdir, open, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { float16ToFloat32, float32ToFloat16 } from '../../../models/artifact/float16';
import { writeAside } from '../../loop/write-aside';

/** One box as a mask head learns from it. */
export interface RegionExample {
  /** What the frozen network sees there, one array a kind of region. */
  readonly regions: readonly Float32Array[];
  /** [side, side] 0 to 1 */
  readonly target: Float32Array;
  /** Index of the category. */
  readonly category: number;
}

export interface RegionFileOptions {
  /** Numbers of each kind of region in an example. */
  readonly lengths: readonly number[];
  /** Cells along each side of a target. */
  readonly side: number;
  /** What the examples depend on: with any other, what a file holds is made anew. */
  readonly key: string;
}

const stateSchema = z.object({ key: z.string(), done: z.int().nonnegative() });
type State = z.infer<typeof stateSchema>;

/** The category of a row that holds nothing. */
const NOTHING = 0xffff;

/**
 * Examples on disk in rows of one size, in half precision, targets in bytes: gigabytes, of which a step reads a few rows. `done` says how
 * far whoever fills it has come, so that making them can be interrupted.
 */
export class RegionFile {
  private readonly targetAt: number;
  private readonly categoryAt: number;
  private readonly rowBytes: number;

  private constructor(private readonly file: FileHandle, private readonly statePath: string, private readonly options: RegionFileOptions, private state: State) {
    this.targetAt = 2 * options.lengths.reduce((sum, length) => sum + length, 0);
    this.categoryAt = this.targetAt + options.side ** 2;
    this.rowBytes = 2 * Math.ceil((this.categoryAt + 2) / 2);
  }

  /** Opens what is in a folder, or begins. */
  static async open(folder: string, options: RegionFileOptions): Promise<RegionFile> {
    await mkdir(folder, { recursive: true });
    const statePath = join(folder, 'regions.json');
    const state = await readState(statePath);
    const goesOn = state?.key === options.key;
    return new RegionFile(await open(join(folder, 'regions.bin'), goesOn ? 'r+' : 'w+'), statePath, options, goesOn ? state : { key: options.key, done: 0 });
  }

  get done(): number {
    return this.state.done;
  }

  async markDone(done: number): Promise<void> {
    this.state = { ...this.state, done };
    await writeAside(this.statePath, JSON.stringify(this.state));
  }

  /** @param example undefined leaves the row empty */
  async write(row: number, example: RegionExample | undefined): Promise<void> {
    const bytes = Buffer.alloc(this.rowBytes);
    bytes.writeUInt16LE(example?.category ?? NOTHING, this.categoryAt);
    if (example !== undefined) {
      let at = 0;
      for (const values of example.regions) {
        const halves = float32ToFloat16(values);
        bytes.set(new Uint8Array(halves.buffer), at);
        at += halves.byteLength;
      }
      bytes.set(Uint8Array.from(example.target, (share) => Math.round(255 * share)), this.targetAt);
    }
    await this.file.write(bytes, 0, bytes.length, row * this.rowBytes);
  }

  /** Whether each of the first rows holds an example. */
  async filled(rows: number): Promise<boolean[]> {
    const bytes = Buffer.alloc(2);
    const filled: boolean[] = [];
    for (let row = 0; row < rows; row++) {
      await this.file.read(bytes, 0, 2, row * this.rowBytes + this.categoryAt);
      filled.push(bytes.readUInt16LE() !== NOTHING);
    }
    return filled;
  }

  async read(row: number): Promise<RegionExample> {
    const bytes = new Uint8Array(this.rowBytes);
    await this.file.read(bytes, 0, bytes.length, row * this.rowBytes);
    let at = 0;
    const regions = this.options.lengths.map((length) => {
      const values = float16ToFloat32(new Uint16Array(bytes.buffer, at, length));
      at += 2 * length;
      return values;
    });
    const target = Float32Array.from(bytes.subarray(this.targetAt, this.categoryAt), (byte) => byte / 255);
    return { regions, target, category: Buffer.from(bytes.buffer).readUInt16LE(this.categoryAt) };
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function readState(path: string): Promise<State | undefined> {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
