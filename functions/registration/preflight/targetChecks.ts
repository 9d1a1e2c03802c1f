import type { Check } from '../../../shared/api/schemas.ts';
import type { AccountFinding, Findings } from '../../../shared/preflight/findings.ts';
import type { TargetFinding } from '../../../shared/targets/kind.ts';
import { failed, passed, unchecked } from './check.ts';
import { inThem, whatOf } from './words.ts';

/** What the cluster's own objects show about the targets. */
export function targetChecks({ choosingNothing, collisions, accounts, wishes, own }: Findings): Check[] {
  return [
    ...choosingNothing.map(nothingChosen),
    ...collisions.map(collided),
    ...accounts.flatMap(accountChecks),
    ...wishes.map(wished),
    ...own.map(ownCheck),
  ];
}

function nothingChosen(target: number): Check {
  return failed(
    'namespaces',
    'not-found',
    `/targets/${target} chooses no namespace that the cluster has today.`,
    'Correct its "include" or "labelSelector". If its namespaces will be created later, skip the checks with ?preflight=false.',
  );
}

function collided({
  targets: [first, second],
  secretName,
  namespaces,
}: Findings['collisions'][number]): Check {
  return failed(
    'namespaces',
    'conflict',
    `/targets/${first} and /targets/${second} both write the secret ${secretName} ${inThem(namespaces)}.`,
    'Give one of them another secretName, or exclude the namespaces from one.',
  );
}

function accountChecks({ account, there, missing, unchecked: unknown }: AccountFinding): Check[] {
  const named = `service account ${account}`;
  return [
    ...(there.length > 0 ? [passed('serviceaccounts', `The ${named} is ${inThem(there)}.`)] : []),
    ...(missing.length > 0
      ? [
          failed(
            'serviceaccounts',
            'not-found',
            `There is no ${named} ${inThem(missing)}.`,
            `Create it, take it out of "serviceAccounts", or let it be missing: {"name": "${account}", "optional": true}.`,
          ),
        ]
      : []),
    ...(unknown.length > 0
      ? [unchecked('serviceaccounts', `It is unknown whether the ${named} exists ${inThem(unknown)}.`)]
      : []),
  ];
}

function wished({ access, granted }: Findings['wishes'][number]): Check {
  const wish = `${access.verb} ${whatOf(access)} in all namespaces`;
  return granted
    ? passed('permissions', `May ${wish}.`)
    : unchecked(
        'permissions',
        `May not ${wish}. This is not needed, but without it PullPass sees new namespaces, and what others deleted or changed, only at the next refresh.`,
      );
}

function ownCheck(finding: TargetFinding): Check {
  if (finding.result !== 'failed') return { check: 'platform', ...finding };
  const { kind, message, remedy } = finding.failure;
  return failed('platform', kind, message, remedy);
}
