import { smallAnswer } from './largeAnswers.ts';

/**
 * What all large answers of one cluster may take together in one push. The lists of 10,000 namespaces of 10 kB each
 * take half of it. The number of requests limits the small answers.
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
