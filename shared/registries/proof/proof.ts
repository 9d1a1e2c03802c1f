import { Failure } from '../../failure.ts';
import type { Denial } from './denial.ts';

/** What a registry says to a credential: `unknown` where it did not say. */
export type Proof =
  | { result: 'accepted' }
  /** `by`: the status and who answered it. `denial`: what AWS says is not allowed. */
  | { result: 'refused'; by: string; denial?: Denial }
  /** `missing`: it says that there is no such image, and no more. */
  | { result: 'unknown'; because: string; missing?: true };

export const accepted: Proof = { result: 'accepted' };

export const unknown = (because: string): Proof => ({ result: 'unknown', because });

/** Of an error that kept an answer away. By its code: the message of an error may hold what the other side sent. */
export function unanswered(error: unknown): Proof {
  if (!(error instanceof Failure)) return unknown(`it gave no answer (${codeOf(error)})`);
  return unknown(
    error.kind === 'kubeconfig'
      ? 'its address is one that PullPass does not connect to'
      : `its name does not resolve (${codeOf(error.cause)})`,
  );
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'no reason known';
}
