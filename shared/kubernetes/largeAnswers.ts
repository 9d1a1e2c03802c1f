/** Bytes of an answer that are read at once. Those of an apply have about 2,000. */
export const smallAnswer = 64 * 1024;

/** Bytes in a millisecond, of large answers to one cluster: a tenth of what a worker can take in. */
const pace = 20_000;

/** Gives back the turn of an answer that had so many bytes. */
export type EndTurn = (bytes: number) => void;

/**
 * The large answers of one cluster, read one at a time and with pauses, so that ten clusters which send nothing else
 * fill neither a worker's memory nor all of its time. What is small waits for none of them.
 */
export class LargeAnswers {
  private free: Promise<void> = Promise.resolve();
  private readonly sleep: (milliseconds: number) => Promise<void>;

  constructor(sleep: (milliseconds: number) => Promise<void>) {
    this.sleep = sleep;
  }

  /** First come, first served. */
  async turn(): Promise<EndTurn> {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const before = this.free;
    this.free = ended;
    await before;
    return (bytes) => void this.sleep(bytes / pace).then(end, end);
  }
}
