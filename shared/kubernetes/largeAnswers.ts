/** Bytes of an answer that are read without waiting. Answers to applies have about 2,000. */
export const smallAnswer = 64 * 1024;

/** Bytes of a refusal that are read without waiting; an API server's have about 500. */
export const smallRefusal = 2 * 1024;

/**
 * As many bytes as can be read in the time that a refusal of this size takes: at most 8 KiB of it are searched for
 * credentials (see parseStatus), a hundred times slower.
 */
export const costOfRefusal = (size: number) => 100 * Math.min(size, 8 * 1024);

/** Bytes per millisecond of one cluster's large answers: a tenth of what a worker can read. */
const pace = 20_000;

/** Ends the turn of an answer that had this many bytes, or takes as long as one. */
export type EndTurn = (bytes: number) => void;

/**
 * Reads the large answers of one cluster one at a time, with pauses. So even ten clusters that send nothing else fill
 * neither a worker's memory nor all of its time. Small answers do not wait.
 */
export class LargeAnswers {
  private free: Promise<void> = Promise.resolve();
  private readonly sleep: (milliseconds: number) => Promise<void>;

  constructor(sleep: (milliseconds: number) => Promise<void>) {
    this.sleep = sleep;
  }

  /** In the order of the calls. */
  async turn(): Promise<EndTurn> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const before = this.free;
    this.free = ended;
    await before;
    return (bytes) => void this.sleep(bytes / pace).then(end, end);
  }
}
