import type { Check, PreflightReport } from '../../../shared/api/schemas.ts';
import { listed } from '../../../shared/plan/words.ts';
import type { Acquaintance, Findings } from '../../../shared/preflight/findings.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import { grantRemedy } from '../../../shared/rbac/grantRemedy.ts';
import { rolesOf } from '../../../shared/rbac/rules.ts';
import { type RemediedCluster, remedyFor } from '../../../shared/remedies.ts';
import { failed, passed, unchecked } from './check.ts';
import { dryRunChecks } from './dryRunChecks.ts';
import { heldChecks } from './heldChecks.ts';
import { permissionChecks, renewalChecks } from './permissionChecks.ts';
import { registryChecks } from './registryChecks.ts';
import { clockChecks, verified } from './serverChecks.ts';
import { targetChecks } from './targetChecks.ts';
import { verbsOf } from './words.ts';

/**
 * Puts the findings of a preflight into words. It fails if one check fails; unchecked ones do not fail it.
 *
 * @param notYet why nothing is expected in the cluster yet; undefined if everything is
 */
export function report(findings: Findings, cluster: RemediedCluster, notYet?: string): PreflightReport {
  const permissions = permissionChecks(findings);
  const checks = [
    ...networkChecks(findings),
    ...contactChecks(findings),
    ...namespaceChecks(findings),
    ...permissions,
    ...renewalChecks(findings),
    ...targetChecks(findings),
    ...dryRunChecks(
      findings,
      permissions.some(({ result }) => result === 'failed'),
    ),
    ...findings.registries.flatMap(registryChecks),
    ...heldChecks({ found: findings.held ?? [], notYet }),
  ].map((check) => named(check, cluster));
  return { result: checks.some(({ result }) => result === 'failed') ? 'failed' : 'passed', checks };
}

function named({ remedy, ...check }: Check, cluster: RemediedCluster): Check {
  return remedy === undefined ? check : { ...check, remedy: remedyFor(remedy, cluster) };
}

/** The steps on the way to an answer, in order. If one fails, later ones cannot be checked. */
const steps = ['proxy', 'reach', 'tls', 'identity', 'permissions'] as const;

type Step = (typeof steps)[number];

/** Without a proxy, its step is left out. */
const stepsOf = ({ proxy }: Findings) => (proxy === undefined ? steps.slice(1) : steps);

function passedStep(name: Step, findings: Findings): Check {
  const messages: Record<Step, string> = {
    proxy: `The proxy ${findings.proxy} connects to the API server.`,
    reach: 'The API server answers.',
    tls: verified(findings),
    identity: 'The credential is accepted.',
    permissions: '',
  };
  return passed(name, messages[name]);
}

function networkChecks({ network }: Findings): Check[] {
  if (network === undefined) return [];
  const { answer } = network;
  if ('reached' in answer) {
    const reached = verbsOf(answer.reached, 'and');
    return [passed('network', `Pushes run in ${networkNamed(network.network)}, which reaches ${reached}.`)];
  }
  return answer.failures.map(({ kind, message, remedy }) => failed('network', kind, `${message}.`, remedy));
}

function contactChecks(findings: Findings): Check[] {
  const { contact } = findings;
  const names = stepsOf(findings);
  if ('because' in contact)
    return names.map((name) => unchecked(name, `Not checked, because ${contact.because}.`));
  if (!('failure' in contact))
    return [
      ...names.slice(0, -2).map((name) => passedStep(name, findings)),
      ...clockChecks(findings),
      identityCheck(contact),
    ];
  const { kind, message, remedy } = contact.failure;
  const step = contact.ofProxy
    ? 'proxy'
    : kind === 'tls'
      ? 'tls'
      : kind === 'unauthorized'
        ? 'identity'
        : 'reach';
  const at = names.indexOf(step);
  return names.flatMap((name, index): Check[] => [
    ...(name === 'identity' ? clockChecks(findings) : []),
    index < at
      ? passedStep(name, findings)
      : index === at
        ? failed(name, kind, message, remedy)
        : unchecked(name, `Not checked, because "${step}" failed.`),
  ]);
}

function identityCheck({ identity, unsaid }: Acquaintance): Check {
  const because =
    unsaid === 'not granted'
      ? 'the credential may not ask: the ClusterRole system:basic-user is not granted'
      : 'Kubernetes does from 1.28 on';
  if (identity === '')
    return unchecked(
      'identity',
      `The API server answers, but does not say whose credential it is: ${because}.`,
    );
  const told = unsaid === undefined ? '' : ', as a refusal says';
  return passed('identity', `The credential is accepted, as ${identity}${told}.`);
}

function namespaceChecks(findings: Findings): Check[] {
  const { missing, existenceUnchecked, listing } = findings;
  const checks: Check[] = [];
  if (listing.needed) checks.push(listingCheck(listing.answer, findings));
  if (missing.length > 0)
    checks.push(
      failed(
        'namespaces',
        'not-found',
        `There ${missing.length === 1 ? 'is no namespace' : 'are no namespaces'} ${listed(missing)}.`,
        'Create what is missing, or take it out of the target’s "include".',
      ),
    );
  if (existenceUnchecked.length > 0)
    checks.push(
      unchecked(
        'namespaces',
        `Whether ${listed(existenceUnchecked)} exist${existenceUnchecked.length === 1 ? 's' : ''} was not checked: the identity may not read namespaces, which PullPass does not need, or there was no time.`,
      ),
    );
  return checks;
}

function listingCheck(
  answer: Extract<Findings['listing'], { needed: true }>['answer'],
  findings: Findings,
): Check {
  if ('listed' in answer) return passed('namespaces', 'The namespaces can be listed.');
  if ('because' in answer)
    return unchecked('namespaces', `It is unknown whether namespaces can be listed: ${answer.because}.`);
  const { kind, message, remedy } = answer.failure;
  return failed(
    'namespaces',
    kind,
    `Cannot list namespaces, which a target with globs, a labelSelector or no include needs: ${message}`,
    kind === 'forbidden'
      ? `${listingRemedy(findings)} Or name the namespaces in "include" and use no labelSelector.`
      : remedy,
  );
}

/** Includes the rights that could not be asked for in each namespace: they may be missing too. */
function listingRemedy({ contact, accesses }: Findings): string {
  const unasked = accesses.flatMap(({ access, answer }) => ('because' in answer ? access : []));
  const needed = rolesOf([{ verb: 'list', resource: 'namespaces' }, ...unasked]);
  return grantRemedy('identity' in contact ? contact.identity : '', needed, 'in each chosen namespace');
}
