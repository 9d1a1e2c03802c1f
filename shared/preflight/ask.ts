import pMap from 'p-map';
import { asFailure } from '../failure.ts';
import type { Access } from '../kubernetes/access.ts';
import type { KubernetesApi } from '../kubernetes/api.ts';
import { isNotFound } from '../kubernetes/apiErrors.ts';

export const outOfTime = 'the time for checks had run out';

export interface Limits {
  /** Epoch milliseconds; no question is asked after this. */
  deadline: number;
  now: () => number;
  concurrency: number;
}

/** 'yes', 'no', or why there is no answer. */
export async function ask(api: KubernetesApi, access: Access, { deadline, now }: Limits): Promise<string> {
  if (now() >= deadline) return outOfTime;
  try {
    return (await api.allowed(access)) ? 'yes' : 'no';
  } catch (error) {
    return now() >= deadline ? outOfTime : asFailure(error).message;
  }
}

/** Reads an object to see whether it exists; undefined if unknown, such as without the right to read it. */
export async function exists(
  read: () => Promise<unknown>,
  { deadline, now }: Limits,
): Promise<boolean | undefined> {
  if (now() >= deadline) return undefined;
  try {
    await read();
    return true;
  } catch (error) {
    return isNotFound(error) ? false : undefined;
  }
}

/** The questions, each with its answer. */
export function answered<Question extends object, Answer>(
  questions: readonly Question[],
  { concurrency }: Limits,
  answer: (question: Question, index: number) => Answer | Promise<Answer>,
): Promise<(Question & { answer: Answer })[]> {
  const both = async (question: Question, index: number) => ({
    ...question,
    answer: await answer(question, index),
  });
  return pMap(questions, both, { concurrency });
}
