import type * as z from 'zod';
import type { checkResult } from '../../../shared/api/schemas.ts';
import { iso } from '../../../shared/iso.ts';
import { type JudgedNamespace, judgeHeld, type SeenInCluster } from './judgeHeld.ts';

type HeldAnswer = NonNullable<z.infer<typeof checkResult>['held']>;

/** Namespaces in one answer: a few hundred kilobytes. */
const mostListed = 1_000;

/** What each namespace holds, in the API's form. */
export function heldAnswer(held: SeenInCluster): HeldAnswer {
  const worstFirst = judgeHeld(held).toSorted((a, b) => urgency(b) - urgency(a));
  const further = worstFirst.length - mostListed;
  return {
    namespaces: worstFirst.slice(0, mostListed).map(shown),
    ...(further > 0 && { furtherNamespaces: further }),
  };
}

function urgency({ secrets, links }: JudgedNamespace): number {
  const results = [...secrets, ...links].map(({ result }) => result);
  return results.includes('failed') ? 2 : results.includes('unchecked') ? 1 : 0;
}

function shown({ target, namespace, secrets, links }: JudgedNamespace): HeldAnswer['namespaces'][number] {
  return {
    target,
    namespace,
    secrets: secrets.map(({ name, result, until, ...judged }) => ({
      name,
      result,
      ...messageOf(judged),
      ...(until !== undefined && isTime(until) && { validUntil: iso(until) }),
    })),
    links: links.map(({ account, result, ...judged }) => ({
      serviceAccount: account,
      result,
      ...messageOf(judged),
    })),
  };
}

function messageOf({ because, notYet }: { because?: string; notYet?: string }): { message?: string } {
  if (because === undefined) return {};
  return { message: notYet === undefined ? because : `${because}: ${notYet}` };
}

/** It comes from an annotation, which anybody may have written. */
function isTime(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds < Date.parse('9999-12-31T23:59:59Z');
}
