import { smallAnswer } from './largeAnswers.ts';

/**
 * What all the large answers of one cluster may have together in one push. The lists of 10,000 namespaces of 10 kB each
 * have half of it; small answers are bounded by the number of requests.
 */
export class Allowance {
  /** Bytes. */
  readonly most = 256 * 1024 * 1024;
  private taken = 0;

  take(bytes: number): void {
    if (bytes > smallAnswer) this.taken += bytes;
  }

  isUsedUp(): boolean {
    return this.taken > this.most;
  }
}
