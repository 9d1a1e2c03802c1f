import { Failure } from '../../failure.ts';
import type { PullDenial } from './denial.ts';

/** A registry's answer to a credential; `unknown` if it gave none. */
export type Proof =
  | { result: 'accepted' }
  /** `by`: the status, and who answered it. `denial`: what AWS says it does not allow. */
  | { result: 'refused'; by: string; denial?: PullDenial }
  /** `missing`: it says only that there is no such image. */
  | { result: 'unknown'; because: string; missing?: true };

export const accepted: Proof = { result: 'accepted' };

export const unknown = (because: string): Proof => ({ result: 'unknown', because });

/** The proof for an error that prevented an answer. Uses its code: its message may contain what the other side sent. */
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
