import type { RegistryCredential } from './credential.ts';
import { type Question, questionId } from './proof/proofs.ts';

/** A push that gets credentials to write into its cluster. */
export interface Holder {
  cluster: string;
  /** ISO 8601: the last success that the record will have if everything is written. */
  startedAt: string;
  /** ISO 8601: the last success in the record before; absent if nothing had succeeded yet. */
  servedAt?: string | undefined;
  /** Whether the push's result is recorded, or never will be. */
  recorded: boolean;
  /** Pushes to this cluster, this one included, whose credential was refused while this push ran. */
  refused: Holder[];
}

/**
 * Remembers which clusters this worker gave a credential to: the last push to each, for as long as the credential
 * itself is remembered.
 */
export function holders() {
  const given = new WeakMap<RegistryCredential, Map<string, Map<string, Holder>>>();
  const running = new Map<string, Holder>();

  const clustersOf = (credential: RegistryCredential, question: Question): Map<string, Holder> => {
    const byQuestion = given.get(credential) ?? new Map<string, Map<string, Holder>>();
    given.set(credential, byQuestion);
    const clusters = byQuestion.get(questionId(question)) ?? new Map<string, Holder>();
    byQuestion.set(questionId(question), clusters);
    return clusters;
  };

  return {
    /** Until the push's result is recorded, findings about its cluster are held back. */
    begin(holder: Holder): void {
      running.set(holder.cluster, holder);
    },

    add(credential: RegistryCredential, questions: readonly Question[], holder: Holder): void {
      for (const question of questions) clustersOf(credential, question).set(holder.cluster, holder);
    },

    holdAny(credential: RegistryCredential, question: Question): boolean {
      return clustersOf(credential, question).size > 0;
    },

    /** Returns each holder once. Clusters with a push under way are left to that push. */
    take(credential: RegistryCredential, question: Question): Holder[] {
      const clusters = clustersOf(credential, question);
      const all = [...clusters.values()];
      clusters.clear();
      return all.filter((holder) => {
        const push = running.get(holder.cluster);
        if (push === undefined || push.recorded) return true;
        push.refused.push(holder);
        return false;
      });
    },
  };
}
