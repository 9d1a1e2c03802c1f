import type { RegistryCredential } from './credential.ts';
import { type Question, questionId } from './proof/proofs.ts';

/** A push that is given credentials, to write them into its cluster. */
export interface Holder {
  cluster: string;
  /** ISO 8601: what the record has as its last success once all of it has been written. */
  startedAt: string;
  /** ISO 8601: what it has as such before; absent if nothing succeeded yet. */
  servedAt?: string | undefined;
  /** Whether the result of the push is in the record, or will never be. */
  recorded: boolean;
  /** Pushes to this cluster, earlier ones or this, whose credential was refused while this one ran. */
  refused: Holder[];
}

/**
 * Remembers by name which clusters this worker gave a credential to: the last push to each, for as long as the
 * credential itself is remembered.
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
    /** Until its result is recorded, what is found out of its cluster waits for that. */
    begin(holder: Holder): void {
      running.set(holder.cluster, holder);
    },

    add(credential: RegistryCredential, questions: readonly Question[], holder: Holder): void {
      for (const question of questions) clustersOf(credential, question).set(holder.cluster, holder);
    },

    holdAny(credential: RegistryCredential, question: Question): boolean {
      return clustersOf(credential, question).size > 0;
    },

    /** Gives them once; those of clusters that are pushed to right now are left to these pushes. */
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
