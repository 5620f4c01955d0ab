import { appendFile, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isMissing, writeAside } from './write-aside';

const figures = z.record(z.string(), z.number());

/** Means over the steps since the record before. */
const stepRecord = z.strictObject({
  /** Steps done. */
  step: z.int(),
  losses: figures,
  learningRate: z.number(),
  gradientNorm: z.number(),
  imagesPerSecond: z.number(),
  /** Share of the time spent waiting for data, 0 to 1: above some hundredths the engine starves. */
  waitShare: z.number(),
});
const evaluationRecord = z.strictObject({ step: z.int(), metrics: figures });
const logRecord = z.union([stepRecord, evaluationRecord]);

export type StepRecord = z.infer<typeof stepRecord>;
export type EvaluationRecord = z.infer<typeof evaluationRecord>;
export type LogRecord = z.infer<typeof logRecord>;

/** The run's log, one JSON object a line; a log that cannot be written is a pity, not a reason to stop. */
export class TrainingLog {
  private complained = false;

  private constructor(private readonly path: string, readonly records: LogRecord[], private readonly report: (line: string) => void) {}

  /** Opens the log and takes back what it says of steps after `step`, which will be done again. */
  static async open(path: string, step: number, report: (line: string) => void): Promise<TrainingLog> {
    const written = await readLog(path);
    const log = new TrainingLog(path, written.filter((record) => record.step <= step), report);
    await log.try(() => writeAside(path, log.records.map(toLine).join('')));
    return log;
  }

  async append(record: LogRecord): Promise<void> {
    this.records.push(record);
    await this.try(() => appendFile(this.path, toLine(record)));
  }

  private async try(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!this.complained) this.report(`The log cannot be written: ${error instanceof Error ? error.message : String(error)}. Training goes on.`);
      this.complained = true;
    }
  }
}

/** The records of a log file, none where there is no file; lines that a crash left half written are passed over. */
export async function readLog(path: string): Promise<LogRecord[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [logRecord.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}

const toLine = (record: LogRecord): string => `${JSON.stringify(record)}\n`;
