import { Failure } from '../failure.ts';

/**
 * Which target writes which secret in one push. Targets that choose by glob or label may come to overlap long after
 * they were registered. Then the first one writes and the later one fails there, instead of both overwriting each
 * other.
 */
export interface Claims {
  /** The function by which a target, given by its index, claims a secret. */
  of(target: number): (namespace: string, secretName: string) => void;
}

export function newClaims(): Claims {
  const taken = new Map<string, number>();
  return {
    of: (target) => (namespace, secretName) => {
      const object = `${namespace}/${secretName}`;
      const first = taken.get(object) ?? target;
      taken.set(object, first);
      if (first !== target) throw claimedTwice(object, namespace, first, target);
    },
  };
}

function claimedTwice(object: string, namespace: string, first: number, second: number): Failure {
  return new Failure('conflict', `/targets/${first} and /targets/${second} both write secret ${object}`, {
    remedy: `Give one of them another secretName, or exclude ${namespace} from one. /targets/${first} wrote it.`,
  });
}
