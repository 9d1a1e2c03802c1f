import type { RegistryCredential } from '../credential.ts';
import { type Question, questionId } from './proofs.ts';

/**
 * Milliseconds for which no token is minted in place of a refused one, and the same password is not tried again: a
 * fleet that fails must not fail AWS too, and registries lock users out.
 */
const refusedFor = 60_000;

/** Remembers which question refused which credential, and from when on another may be tried. */
export function refusals(now: () => number) {
  const times = new WeakMap<RegistryCredential, Map<string, number>>();
  return {
    /** `atOnce`: a registry had taken it, so that another may be tried now. */
    note(credential: RegistryCredential, question: Question, { atOnce = false } = {}): void {
      const over = times.get(credential) ?? new Map<string, number>();
      times.set(credential, over);
      const id = questionId(question);
      if (!over.has(id) || atOnce) over.set(id, atOnce ? now() : now() + refusedFor);
    },

    /** Whether one of these refused it, and another may be tried; registries that took it keep it. */
    areOver(credential: RegistryCredential, questions: readonly Question[]): boolean {
      const over = times.get(credential);
      return questions.some(
        (question) => now() >= (over?.get(questionId(question)) ?? Number.POSITIVE_INFINITY),
      );
    },
  };
}
