import type { ApiAnswer } from '../kubernetes-contract/client.ts';

/** Throws if one of the test's own requests failed. */
export function made(answer: ApiAnswer): void {
  if (answer.status >= 300) throw new Error(`The API server answered ${answer.status}: ${answer.text}`);
}
