import type { Check } from '../../../shared/api/schemas.ts';
import { listed } from '../../../shared/plan/words.ts';
import type { DryRunFinding, Findings } from '../../../shared/preflight/findings.ts';
import { failed, passed, unchecked } from './check.ts';
import { inThem } from './words.ts';

/** What the API server answered to dry runs. `lacksPermissions`: whether missing permissions were already reported. */
export function dryRunChecks({ dryRuns = [] }: Findings, lacksPermissions: boolean): Check[] {
  return dryRuns.flatMap((finding) => checksOf(finding, lacksPermissions));
}

const words: Record<DryRunFinding['step'], { check: Check['check']; object: string; done: string }> = {
  write: { check: 'writes', object: 'secret', done: 'written' },
  link: { check: 'writes', object: 'service account', done: 'linked' },
  remove: { check: 'removal', object: 'secret', done: 'removed again' },
};

function checksOf(
  { step, objects, passed: where, failed: failures, unchecked: unknown }: DryRunFinding,
  lacksPermissions: boolean,
): Check[] {
  const { check, object, done } = words[step];
  const what = `${object} ${listed(objects)}`;
  const told = failures.filter(({ failure }) => failure.kind !== 'forbidden' || !lacksPermissions);
  return [
    ...told.map(({ failure: { kind, message, remedy }, namespaces }) => {
      const all = namespaces.length > 1 ? `, and so on ${inThem(namespaces)}` : '';
      return failed(check, kind, `${message}${all}`, remedy);
    }),
    ...(where.length > 0 ? [passed(check, `In a dry run, ${what} could be ${done} ${inThem(where)}.`)] : []),
    ...unknown.map(({ because, namespaces }) =>
      unchecked(check, `It is unknown whether ${what} can be ${done} ${inThem(namespaces)}: ${because}.`),
    ),
  ];
}
