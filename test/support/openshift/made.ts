import type { ApiAnswer } from '../kubernetes-contract/client.ts';

/** Throws where a request of the test's own was not done. */
export function made(answer: ApiAnswer): void {
  if (answer.status >= 300) throw new Error(`The API server answered ${answer.status}: ${answer.text}`);
}
