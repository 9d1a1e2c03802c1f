import { fitsAction, fitsArn } from '../../../shared/iam/matches.ts';
import { listOf, type Policy, type Statement } from './policy.ts';

/** The caller: a role's session, which an ECR token stands for. */
export interface Caller {
  /** arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION */
  arn: string;
  /** ARN of the role. */
  roleArn: string;
  account: string;
}

export interface AccessRequest {
  caller: Caller;
  /** "ecr:BatchGetImage" */
  action: string;
  /** ARN, and the account that owns it. */
  resource: string;
}

export interface Policies {
  /** Policies of the caller's role. */
  identity: readonly Policy[];
  /** Policy of the resource; undefined if it has none. */
  resource?: Policy | undefined;
}

/** `because`: the end of AWS's message. */
export type AccessDecision = { allowed: true } | { allowed: false; because: string };

/**
 * Decides as IAM does. A Deny anywhere wins. Within one account, one Allow is enough, from the identity or the
 * resource; across accounts, both must allow. If a resource's policy names a whole account, that account's own policies
 * decide.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html and, for the
 * words, https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 *
 * @throws Error at a statement that applies and has something unknown here: it does not guess
 */
export function decideAccess(request: AccessRequest, { identity, resource }: Policies): AccessDecision {
  const { caller, action } = request;
  const own = identity.flatMap(({ Statement }) => listOf(Statement)).filter((each) => applies(each, request));
  const others = listOf(resource?.Statement).filter(
    (each) => applies(each, request) && standing(each, caller),
  );
  const denies = ({ Effect }: Statement) => Effect === 'Deny';
  const allows = ({ Effect }: Statement) => Effect === 'Allow';
  if (own.some(denies)) return no('with an explicit deny in an identity-based policy');
  if (others.some(denies)) return no('with an explicit deny in a resource-based policy');

  const byIdentity = own.some(allows);
  const byResource = others.filter(allows).map((each) => standing(each, caller));
  if (request.resource.split(':')[4] === caller.account)
    return byIdentity || byResource.includes('itself') ? { allowed: true } : none('identity', action);
  if (!byIdentity) return none('identity', action);
  return byResource.length > 0 ? { allowed: true } : none('resource', action);
}

function no(because: string): AccessDecision {
  return { allowed: false, because };
}

function none(kind: 'identity' | 'resource', action: string): AccessDecision {
  return no(`because no ${kind}-based policy allows the ${action} action`);
}

function applies(statement: Statement, { action, resource }: AccessRequest): boolean {
  const isAbout =
    listOf(statement.Action).some((pattern) => fitsAction(pattern, action)) &&
    (statement.Resource === undefined || listOf(statement.Resource).some((arn) => fitsArn(arn, resource)));
  const unknown = Object.keys(statement).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`A policy has ${unknown}, which is not known here.`);
  if (isAbout && statement.Condition !== undefined)
    throw new Error(`A policy allows or denies ${action} under conditions, which are not known here.`);
  return isAbout;
}

const known = ['Sid', 'Effect', 'Principal', 'Action', 'Resource', 'Condition'];

/** How a resource's policy names the caller: as `itself` (or as anybody), or by its `account`. */
function standing({ Principal }: Statement, caller: Caller): 'itself' | 'account' | undefined {
  const names = Principal === '*' ? ['*'] : listOf(Principal?.AWS);
  if (names.some((name) => name === '*' || name === caller.roleArn || name === caller.arn)) return 'itself';
  const root = new RegExp(`^(arn:[a-z-]+:iam::)?${caller.account}(:root)?$`);
  return names.some((name) => root.test(name)) ? 'account' : undefined;
}
