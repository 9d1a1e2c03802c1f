import type { Failure } from '../failure.ts';
import { denialIn } from './denials.ts';
import { ApiStatusFailure } from './failures.ts';
import { noKubernetesApi } from './noKubernetesApi.ts';
import type { Asked, Refusal } from './refusal.ts';
import { refusedCredential } from './refusedCredential.ts';
import type { StatusDetails } from './status.ts';

type Rule = (refusal: Refusal, said: StatusDetails, asked: Asked) => Failure | undefined;

/** The first that answers decides. For an unknown credential, nothing else in the answer matters. */
const rules: readonly Rule[] = [refusedCredential, noKubernetesApi];

/** The Failure for an answer that is not a success. Denials by admission control may have any status. */
export function answerFailure(refusal: Refusal, said: StatusDetails, asked: Asked): Failure {
  const isDenied = denialIn(refusal.status, said) !== undefined;
  for (const rule of isDenied ? [] : rules) {
    const failure = rule(refusal, said, asked);
    if (failure !== undefined) return failure;
  }
  return new ApiStatusFailure(refusal.status, said, asked.request, asked.advice);
}
