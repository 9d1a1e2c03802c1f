import { asFailure } from '../failure.ts';
import type { Access, KubernetesApi } from '../kubernetes/api.ts';

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
