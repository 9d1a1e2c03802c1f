import type { AccessFinding, Findings, RegistryFinding } from '../../../shared/preflight/findings.ts';
import { networkNamed } from '../../../shared/preflight/networkWords.ts';
import type { Check, PreflightReport } from '../schemas.ts';
import { failed, passed, unchecked } from './check.ts';
import { targetChecks } from './targetChecks.ts';
import { listed, verbsOf, whatOf } from './words.ts';

/** Puts what a preflight found into words. Failed where one check is; what is not known fails nothing. */
export function report(findings: Findings): PreflightReport {
  const checks = [
    ...networkChecks(findings),
    ...contactChecks(findings),
    ...namespaceChecks(findings),
    ...permissionChecks(findings),
    ...targetChecks(findings),
    ...findings.registries.flatMap(registryChecks),
  ];
  return { result: checks.some(({ result }) => result === 'failed') ? 'failed' : 'passed', checks };
}

/** The steps to an answer in their order: the first that fails hides those behind it. */
const steps = ['reach', 'tls', 'identity', 'permissions'] as const;

const successes: Record<(typeof steps)[number], string> = {
  reach: 'The API server answers.',
  tls: 'The certificate of the API server verifies.',
  identity: 'The credential is accepted.',
  permissions: '',
};

function networkChecks({ network }: Findings): Check[] {
  if (network === undefined) return [];
  const { answer } = network;
  if ('reached' in answer) {
    const reached = verbsOf(answer.reached, 'and');
    return [passed('network', `Pushes run in ${networkNamed(network.network)}, which reaches ${reached}.`)];
  }
  return answer.failures.map(({ kind, message, remedy }) => failed('network', kind, `${message}.`, remedy));
}

function contactChecks({ contact }: Findings): Check[] {
  if ('because' in contact)
    return steps.map((name) => unchecked(name, `Not checked, because ${contact.because}.`));
  if (!('failure' in contact)) {
    const { identity } = contact;
    return [
      passed('reach', successes.reach),
      passed('tls', successes.tls),
      identity === 'system:anonymous'
        ? failed(
            'identity',
            'unauthorized',
            'The API server took the credential for nobody’s: it answered as to system:anonymous.',
            'Register a kubeconfig whose credential was issued by this cluster.',
          )
        : identity === ''
          ? unchecked(
              'identity',
              'The API server does not say whom it takes the credential for (Kubernetes before 1.28).',
            )
          : passed('identity', `The credential is accepted, as ${identity}.`),
    ];
  }
  const { kind, message, remedy } = contact.failure;
  const step = kind === 'tls' ? 'tls' : kind === 'unauthorized' ? 'identity' : 'reach';
  const at = steps.indexOf(step);
  return steps.map((name, index) =>
    index < at
      ? passed(name, successes[name])
      : index === at
        ? failed(name, kind, message, remedy)
        : unchecked(name, `Not checked, because "${step}" failed.`),
  );
}

function namespaceChecks({ missing, existenceUnchecked, listing }: Findings): Check[] {
  const checks: Check[] = [];
  if (listing.needed) checks.push(listingCheck(listing.answer));
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

function listingCheck(answer: Extract<Findings['listing'], { needed: true }>['answer']): Check {
  if ('listed' in answer) return passed('namespaces', 'The namespaces can be listed.');
  if ('because' in answer)
    return unchecked('namespaces', `Not known whether namespaces can be listed: ${answer.because}.`);
  const { kind, message, remedy } = answer.failure;
  return failed(
    'namespaces',
    kind,
    `Cannot list namespaces, which a target with globs, a labelSelector or no include needs: ${message}`,
    kind === 'forbidden'
      ? 'Grant list on namespaces by a ClusterRole, or name the namespaces in "include" and use no labelSelector.'
      : remedy,
  );
}

/** One check for all verbs on an object that fare alike: "cannot create or delete secrets/x in 3 namespaces: …". */
function permissionChecks(findings: Findings): Check[] {
  const identity = 'identity' in findings.contact ? findings.contact.identity : '';
  const fates = findings.accesses.flatMap(fatesOf);
  const grouped = Map.groupBy(fates, (fate) => JSON.stringify([fate.object, fate.result, fate.where]));
  return [...grouped.values()].flatMap((same): Check[] => {
    const [first] = same;
    if (first === undefined) return [];
    const verbs = same.map(({ verb }) => verb);
    if (first.result === 'failed')
      return [
        failed(
          'permissions',
          'forbidden',
          `${identity || 'The identity'} cannot ${verbsOf(verbs, 'or')} ${first.object} ${first.where}.`,
          grantRemedy(first, verbs, identity),
        ),
      ];
    const done = `${verbsOf(verbs, 'and')} ${first.object} ${first.where}`;
    return first.result === 'passed'
      ? [passed('permissions', `May ${done}.`)]
      : [unchecked('permissions', `Not known: may ${done}.`)];
  });
}

interface Fate {
  access: AccessFinding['access'];
  object: string;
  verb: string;
  result: Check['result'];
  where: string;
  /** What would grant it. */
  role: 'Role there' | 'ClusterRole';
}

function fatesOf({ access, answer }: AccessFinding): Fate[] {
  const fate = (result: Check['result'], where: string): Fate => ({
    access,
    object: whatOf(access),
    verb: access.verb,
    result,
    where,
    role: 'atClusterScope' in answer ? 'ClusterRole' : 'Role there',
  });
  if ('because' in answer) return [fate('unchecked', `(${answer.because})`)];
  if ('atClusterScope' in answer)
    return [fate(answer.atClusterScope ? 'passed' : 'failed', 'at the cluster scope')];
  if (answer.everywhere) return [fate('passed', 'in all namespaces')];
  const { denied, allowed, unchecked: unknown } = answer;
  const inThem = (names: readonly string[]) =>
    `in ${names.length === 1 ? 'namespace' : `${names.length} namespaces:`} ${listed(names)}`;
  if (denied.length + allowed.length + unknown.length === 0)
    return [fate('unchecked', '(the targets choose no namespace today, and it may not do so in all)')];
  return [
    ...(denied.length > 0 ? [fate('failed', inThem(denied))] : []),
    ...(allowed.length > 0 ? [fate('passed', inThem(allowed))] : []),
    ...(unknown.length > 0 ? [fate('unchecked', `${inThem(unknown)} (there was no time or no answer)`)] : []),
  ];
}

function grantRemedy({ access, role }: Fate, verbs: readonly string[], identity: string): string {
  const rule = JSON.stringify({
    apiGroups: [access.group ?? ''],
    resources: [access.resource],
    ...(access.name !== undefined && { resourceNames: [access.name] }),
    verbs,
  });
  return `Bind ${identity || 'the identity'} to a ${role} with the rule ${rule} (see docs/permissions.md).`;
}

function registryChecks({ registries, answer }: RegistryFinding): Check[] {
  const names = registries.length === 1 ? `registry ${registries[0]}` : `registries ${listed(registries)}`;
  if ('because' in answer)
    return [
      unchecked('registry', `Not known whether a credential can be had for ${names}: ${answer.because}.`),
    ];
  if ('failure' in answer) {
    const { kind, message, remedy } = answer.failure;
    return [failed('registry', kind, `No credential for ${names}: ${message}`, remedy)];
  }
  const { unproven } = answer;
  const untried = unproven ?? [];
  return [
    passed(
      'registry',
      `A credential can be had for ${names}${unproven?.length === 0 ? ', and is taken there' : ''}.`,
    ),
    ...untried.map(({ host, because }) =>
      unchecked(
        'registry',
        `Whether ${host} takes it could not be seen from where PullPass runs: ${because}. It is pushed all the same.`,
      ),
    ),
  ];
}
