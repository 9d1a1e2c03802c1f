import { alike } from '../../../shared/alike.ts';
import type { Check } from '../../../shared/api/schemas.ts';
import { failed, passed, unchecked } from './check.ts';
import { type JudgedNamespace, judgeHeld, type SeenInCluster } from './judgeHeld.ts';
import { inThem } from './words.ts';

const remedies = {
  secrets:
    'Write it now by POST /clusters/{name}/refresh. If that does not help, the problems in its status say why. If it keeps changing, find out who changes it.',
  links:
    'Link it now by POST /clusters/{name}/refresh. If the link keeps disappearing, find out what rewrites the service account, such as a GitOps tool.',
} as const;

/** Whether the cluster has what it should have. Equal results share one check. */
export function heldChecks(held: SeenInCluster): Check[] {
  const judged = judgeHeld(held);
  return [
    ...grouped(
      'secrets',
      judged.flatMap(({ namespace, secrets }) =>
        secrets.map((secret) => ({ ...secret, namespace, what: `Secret ${secret.name}` })),
      ),
      'is as PullPass wrote it',
    ),
    ...grouped(
      'links',
      judged.flatMap(({ namespace, links }) =>
        links
          .filter(({ isThere }) => isThere)
          .map((link) => ({ ...link, namespace, what: `Service account ${link.account}` })),
      ),
      'names its secrets',
    ),
  ];
}

type Judged = Pick<JudgedNamespace['secrets'][number], 'result' | 'because' | 'notYet' | 'like' | 'kind'> & {
  namespace: string;
  what: string;
};

/** Failures first. */
const order = ['failed', 'passed', 'unchecked'] as const;

function grouped(check: 'secrets' | 'links', all: readonly Judged[], well: string): Check[] {
  const groups = alike(all, ({ what, result, because, like = because }) => [what, result, like]);
  const checks = groups.map((same): Check => {
    const { what, result, because = '', notYet, kind = 'not-found' } = same[0];
    const where = inThem(same.map(({ namespace }) => namespace));
    if (result === 'failed') return failed(check, kind, `${what} ${because} ${where}.`, remedies[check]);
    return result === 'passed'
      ? passed(check, `${what} ${well} ${where}.`)
      : unchecked(check, `${what} ${because} ${where}${notYet === undefined ? '' : `: ${notYet}`}.`);
  });
  return checks.toSorted((a, b) => order.indexOf(a.result) - order.indexOf(b.result));
}
