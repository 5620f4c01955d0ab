/** WebM (https://www.webmproject.org/docs/container/), as much of it as one track of encoded pictures needs. */

export interface WebmTrack {
  readonly codec: 'V_VP8' | 'V_VP9';
  readonly width: number;
  readonly height: number;
}

/** EBML's names of elements. */
const ID = {
  header: 0x1a45dfa3, version: 0x4286, readVersion: 0x42f7, maxIdLength: 0x42f2, maxSizeLength: 0x42f3, docType: 0x4282, docTypeVersion: 0x4287, docTypeReadVersion: 0x4285,
  segment: 0x18538067, info: 0x1549a966, timestampScale: 0x2ad7b1, duration: 0x4489, muxingApp: 0x4d80, writingApp: 0x5741,
  tracks: 0x1654ae6b, trackEntry: 0xae, trackNumber: 0xd7, trackUid: 0x73c5, trackType: 0x83, codecId: 0x86, video: 0xe0, pixelWidth: 0xb0, pixelHeight: 0xba,
  cues: 0x1c53bb6b, cuePoint: 0xbb, cueTime: 0xb3, cueTrackPositions: 0xb7, cueTrack: 0xf7, cueClusterPosition: 0xf1,
  cluster: 0x1f43b675, timestamp: 0xe7, simpleBlock: 0xa3,
} as const;

type Part = Uint8Array<ArrayBuffer>;

/** Collects encoded pictures; each run that begins with a key picture becomes a cluster, which one can jump to. */
export class WebmWriter {
  private readonly clusters: { readonly timeMs: number; readonly blob: Blob }[] = [];
  private run: { readonly timeMs: number; readonly blocks: Part[] } | undefined;

  constructor(private readonly track: WebmTrack) {}

  /** @param timeMs since the beginning; pictures come in their order, the first one is a key */
  add(data: Part, timeMs: number, isKey: boolean): void {
    if (isKey || this.run === undefined || timeMs - this.run.timeMs > MOST_IN_CLUSTER_MS) {
      this.endCluster();
      this.run = { timeMs, blocks: [] };
    }
    const relativeMs = timeMs - this.run.timeMs;
    // Track 1, the time within the cluster, and whether it is a key.
    this.run.blocks.push(element(ID.simpleBlock, Uint8Array.of(0x81, relativeMs >> 8, relativeMs & 0xff, isKey ? 0x80 : 0), data));
  }

  /** @param lengthMs of the whole */
  finish(lengthMs: number): Blob {
    this.endCluster();
    const { codec, width, height } = this.track;
    const info = element(ID.info, number(ID.timestampScale, 1e6), float(ID.duration, lengthMs), text(ID.muxingApp, 'Fovea'), text(ID.writingApp, 'Fovea'));
    const video = element(ID.video, number(ID.pixelWidth, width), number(ID.pixelHeight, height));
    const tracks = element(ID.tracks, element(ID.trackEntry, number(ID.trackNumber, 1), number(ID.trackUid, 1), number(ID.trackType, 1), text(ID.codecId, codec), video));
    const before = info.length + tracks.length;
    // How long the cues are does not depend on the positions in them.
    const cues = this.cues(before + this.cues(0).length);
    const body = [info, tracks, cues, ...this.clusters.map(({ blob }) => blob)];
    const size = body.reduce((sum, part) => sum + ('size' in part ? part.size : part.length), 0);
    const header = element(ID.header, number(ID.version, 1), number(ID.readVersion, 1), number(ID.maxIdLength, 4), number(ID.maxSizeLength, 8), text(ID.docType, 'webm'), number(ID.docTypeVersion, 4), number(ID.docTypeReadVersion, 2));
    return new Blob([header, idBytes(ID.segment), sizeBytes(size), ...body], { type: 'video/webm' });
  }

  private endCluster(): void {
    if (this.run === undefined) return;
    this.clusters.push({ timeMs: this.run.timeMs, blob: new Blob([element(ID.cluster, number(ID.timestamp, this.run.timeMs), ...this.run.blocks)]) });
    this.run = undefined;
  }

  /** @param first where the first cluster begins in the segment */
  private cues(first: number): Part {
    let position = first;
    return element(ID.cues, ...this.clusters.map(({ timeMs, blob }) => {
      const point = element(ID.cuePoint, number(ID.cueTime, timeMs), element(ID.cueTrackPositions, number(ID.cueTrack, 1), number(ID.cueClusterPosition, position)));
      position += blob.size;
      return point;
    }));
  }
}

/** A block's time in its cluster has 16 bits with a sign. */
const MOST_IN_CLUSTER_MS = 30_000;

function element(id: number, ...content: readonly Part[]): Part {
  const length = content.reduce((sum, part) => sum + part.length, 0);
  return joined([idBytes(id), sizeBytes(length), ...content]);
}

function number(id: number, value: number): Part {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return element(id, bytes);
}

function float(id: number, value: number): Part {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value);
  return element(id, bytes);
}

const text = (id: number, value: string): Part => element(id, new TextEncoder().encode(value));

function idBytes(id: number): Part {
  const bytes = id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1;
  return Uint8Array.from({ length: bytes }, (_, index) => (id >>> (8 * (bytes - 1 - index))) & 0xff);
}

/** Eight bytes, of which the first bit but seven says so. */
function sizeBytes(length: number): Part {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length) | (1n << 56n));
  return bytes;
}

function joined(parts: readonly Part[]): Part {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
