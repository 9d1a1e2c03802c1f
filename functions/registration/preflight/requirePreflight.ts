import type { CheckResult, PreflightReport } from '../../../shared/api/schemas.ts';
import type { CredentialFacts } from '../../../shared/clusters/credentialFacts.ts';
import type { Candidate, Served } from '../../../shared/preflight/findings.ts';
import type { HttpEvent } from '../http/event.ts';
import { Problem } from '../http/problem.ts';
import type { World } from '../world.ts';
import { heldAnswer } from './heldAnswer.ts';
import { logChecks } from './logChecks.ts';
import { report } from './report.ts';

/** Milliseconds for all checks together. */
const preflightLimit = 20_000;

export interface Checked {
  report: PreflightReport;
  /** The user name that the API server has for the credential; absent if it was not asked or did not say. */
  identity?: string;
  /** What else was learned of the credential; absent if nothing was asked. */
  facts?: CredentialFacts;
  /** What each namespace holds; absent if that was not asked. */
  held?: CheckResult['held'];
}

/** Runs a preflight, unless `wanted` is false. If a check failed, throws a Problem 422 with all checks. */
export async function requirePreflight(
  world: World,
  cluster: Candidate,
  options: { wanted: boolean; answerBy: number; registered: boolean; event: HttpEvent; dryRun: boolean },
): Promise<Checked> {
  if (!options.wanted) return { report: { result: 'skipped', checks: [] } };
  const checked = await makePreflight(world, cluster, options);
  if (checked.report.result === 'failed') throw preflightProblem(checked.report.checks);
  return checked;
}

/** What was pushed to a cluster, and whether all of it should be there. */
export interface Pushed {
  served: Served;
  /** Why nothing is expected there yet; undefined if everything is. */
  notYet: string | undefined;
}

/**
 * Runs a preflight, whatever the result. Throws nothing.
 *
 * @param options.pushed given to also look into the cluster
 */
export async function makePreflight(
  world: World,
  cluster: Candidate,
  options: { answerBy: number; registered: boolean; event: HttpEvent; dryRun: boolean; pushed?: Pushed },
): Promise<Checked> {
  const { answerBy, registered, pushed } = options;
  logChecks(world, options.event, cluster, options.dryRun);
  const deadline = Math.min(world.now() + preflightLimit, answerBy);
  const findings = await world.networks.preflight(cluster, deadline, pushed?.served);
  const { contact, credential: facts, held } = findings;
  const notYet = pushed?.notYet;
  const identity = 'identity' in contact ? contact.identity : '';
  return {
    report: report(findings, { name: cluster.spec.name, registered }, notYet),
    ...(held !== undefined && { held: heldAnswer({ found: held, notYet }) }),
    ...(identity !== '' && { identity }),
    ...(facts !== undefined && { facts }),
  };
}

function preflightProblem(checks: PreflightReport['checks']): Problem {
  const failed = checks.filter(({ result }) => result === 'failed');
  const [first] = failed;
  const others = failed.length > 1 ? ` (and ${failed.length - 1} more)` : '';
  return new Problem(422, 'preflight', `${first?.message ?? 'A check failed'}${others}`, {
    remedy: 'Do what the failed checks say, or skip the checks with ?preflight=false.',
    checks,
  });
}
