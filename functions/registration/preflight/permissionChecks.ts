import { alike } from '../../../shared/alike.ts';
import type { Check } from '../../../shared/api/schemas.ts';
import type { AccessFinding, Findings } from '../../../shared/preflight/findings.ts';
import { grantRemedy } from '../../../shared/rbac/grantRemedy.ts';
import { renewalRule } from '../../../shared/rbac/renewalRule.ts';
import { rolesOf } from '../../../shared/rbac/rules.ts';
import { userNameOf } from '../../../shared/rbac/serviceAccountIn.ts';
import { failed, passed, unchecked } from './check.ts';
import { inThem, verbsOf, whatOf } from './words.ts';

/** Whether the credential may make its own next token. */
export function renewalChecks({ renewal }: Pick<Findings, 'renewal'>): Check[] {
  if (renewal === undefined) return [];
  if ('because' in renewal)
    return [
      unchecked('permissions', `It is unknown whether it may renew its own token (${renewal.because}).`),
    ];
  const { account, granted } = renewal;
  const what = `create serviceaccounts/token of ${account.name} in namespace ${account.namespace}`;
  if (granted) return [passed('permissions', `May ${what}, so its token can be renewed.`)];
  const identity = userNameOf(account);
  return [
    failed(
      'permissions',
      'forbidden',
      `${identity} cannot ${what}, so its token cannot be renewed.`,
      `${grantRemedy(identity, { inNamespaces: [renewalRule(account)], ofCluster: [] }, `in namespace ${account.namespace}`)} Or set "renew": false.`,
    ),
  ];
}

/**
 * One check for all verbs on an object with the same result: "cannot create or delete secrets/x in 3 namespaces: …".
 */
export function permissionChecks(findings: Findings): Check[] {
  const identity = 'identity' in findings.contact ? findings.contact.identity : '';
  const fates = findings.accesses.flatMap(fatesOf);
  return alike(fates, ({ object, result, where }) => [object, result, where]).map((same): Check => {
    const { object, result, where } = same[0];
    const verbs = same.map(({ access }) => access.verb);
    if (result === 'failed')
      return failed(
        'permissions',
        'forbidden',
        `${identity || 'The identity'} cannot ${verbsOf(verbs, 'or')} ${object} ${where}.`,
        grantRemedy(identity, rolesOf(same.map(({ access }) => access))),
      );
    const done = `${verbsOf(verbs, 'and')} ${object} ${where}`;
    return result === 'passed'
      ? passed('permissions', `May ${done}.`)
      : unchecked('permissions', `Not known: may ${done}.`);
  });
}

interface Fate {
  access: AccessFinding['access'];
  object: string;
  result: Check['result'];
  where: string;
}

function fatesOf({ access, answer }: AccessFinding): Fate[] {
  const object = whatOf(access);
  const fate = (result: Check['result'], where: string): Fate => ({ access, object, result, where });
  if ('because' in answer) return [fate('unchecked', `(${answer.because})`)];
  if ('atClusterScope' in answer)
    return [fate(answer.atClusterScope ? 'passed' : 'failed', 'at the cluster scope')];
  if (answer.everywhere) return [fate('passed', 'in all namespaces')];
  const { denied, allowed, unchecked: unknown } = answer;
  if (denied.length + allowed.length + unknown.length === 0)
    return [fate('unchecked', '(the targets choose no namespace today, and it may not do so in all)')];
  return [
    ...(denied.length > 0 ? [fate('failed', inThem(denied))] : []),
    ...(allowed.length > 0 ? [fate('passed', inThem(allowed))] : []),
    ...(unknown.length > 0 ? [fate('unchecked', `${inThem(unknown)} (there was no time or no answer)`)] : []),
  ];
}
