import type { RegistryCredential } from '../credential.ts';
import { type Question, questionId } from './proofs.ts';

/**
 * Milliseconds during which no token replaces a refused one, and the same password is not tried again: a failing fleet
 * must not overload AWS too, and registries lock users out.
 */
const refusedFor = 60_000;

/** Remembers which question refused which credential, and when another may be tried. */
export function refusals(now: () => number) {
  const times = new WeakMap<RegistryCredential, Map<string, number>>();
  return {
    /** `atOnce`: the registry had accepted it before, so another may be tried now. */
    note(credential: RegistryCredential, question: Question, { atOnce = false } = {}): void {
      const over = times.get(credential) ?? new Map<string, number>();
      times.set(credential, over);
      const id = questionId(question);
      if (!over.has(id) || atOnce) over.set(id, atOnce ? now() : now() + refusedFor);
    },

    /** Whether one of these questions refused it, and another may be tried now. Registries that accepted it keep it. */
    areOver(credential: RegistryCredential, questions: readonly Question[]): boolean {
      const over = times.get(credential);
      return questions.some(
        (question) => now() >= (over?.get(questionId(question)) ?? Number.POSITIVE_INFINITY),
      );
    },
  };
}
