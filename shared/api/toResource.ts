import type { ClusterRecord, ClusterStatus } from '../clusters/record.ts';
import { renewalStanding } from '../clusters/renewal/renewalStanding.ts';
import type { RenewalSettings } from '../clusters/renewal/settings.ts';
import { specOf } from '../clusters/specOf.ts';
import { toWire } from '../ends.ts';
import { retiredRemovals } from '../plan/removals.ts';
import { problemsOf } from '../registries/notes.ts';
import type { ClusterResource } from './schemas.ts';

/** A record as callers see it, without claims and without where its kubeconfig is stored. */
export function toResource(
  { name, spec, status, kubeconfig, version, retired }: ClusterRecord,
  settings: Pick<RenewalSettings, 'share' | 'spread'>,
): ClusterResource {
  const {
    servedVersion: _,
    countedVersion: ______,
    withdrawnAt: ____,
    uncoveredSince: _____,
    ends,
    tokenNotes,
    namespaces,
    problems,
    ...shown
  } = status;
  const { version: __, issuedAt: _______, renewal: ________, ...reference } = kubeconfig;
  const { renews, renewsAt, problem } = renewalStanding({ name, spec, status, kubeconfig }, settings);
  const noted = problemsOf(spec.registries, tokenNotes);
  const removing = retiredRemovals(retired, spec.targets);
  return {
    ...specOf(spec),
    status: {
      ...shown,
      ...toWire(ends),
      ...problemsIn(problems, problem === undefined ? noted : [problem, ...noted]),
      ...(removing.length > 0 && { removing }),
      namespaces: countsOf(namespaces),
      kubeconfig: { ...reference, renews, ...(renewsAt !== undefined && { renewsAt }) },
    },
    version,
  };
}

type Problems = NonNullable<ClusterResource['status']['problems']>;

/** What fails; after that, what was noticed but makes no push fail. */
function problemsIn(
  found: ClusterStatus['problems'] = [],
  noted: ReturnType<typeof problemsOf>,
): { problems?: Problems } {
  const nowhere = { namespaces: [], count: 0, uncovered: 0 };
  const problems = [
    ...found.map((each) => ({ ...each, namespaces: [...each.namespaces] })),
    ...noted.map((each) => ({ ...each, ...nowhere })),
  ];
  return problems.length === 0 ? {} : { problems };
}

function countsOf({
  ready,
  failed,
  skipped,
  uncovered = 0,
}: ClusterStatus['namespaces']): ClusterResource['status']['namespaces'] {
  return { chosen: ready + failed + skipped, ready, failed, skipped, uncovered };
}
