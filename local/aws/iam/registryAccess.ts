import type { TokenIdentity } from '../ecrToken.ts';
import { localCaller } from '../sessions.ts';
import { type Caller, decideAccess } from './decideAccess.ts';
import type { Policy } from './policy.ts';
import { registryAction } from './registryAction.ts';

/** Who may do what at ECR's registries. */
export interface RegistryPolicies {
  /** Policies of the functions' role. */
  functions: readonly Policy[];
  /** Policies of an assumed role, by its ARN. */
  ofRole(roleArn: string): readonly Policy[];
  /** Policy of a repository, by its ARN; undefined if it has none. */
  ofRepository(arn: string): Policy | undefined;
}

export interface RegistryRequest {
  method: string;
  /** "/v2/team/app/manifests/1" */
  path: string;
  /** The account and region of the registry. */
  account: string;
  region: string;
}

/** Why a request with this token is refused, in ECR's words; undefined if it is not. */
export function refusalOf(
  { method, path, account, region }: RegistryRequest,
  token: TokenIdentity,
  policies: RegistryPolicies,
): string | undefined {
  const needed = registryAction(method, path);
  if (needed === undefined) return undefined;
  const { action, repository } = needed;
  const caller = callerOf(token);
  const resource = `arn:${caller.arn.split(':')[1]}:ecr:${region}:${account}:repository/${repository}`;
  const identity = token.role === undefined ? policies.functions : policies.ofRole(token.role);
  const decision = decideAccess(
    { caller, action, resource },
    { identity, resource: policies.ofRepository(resource) },
  );
  if (decision.allowed) return undefined;
  return `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} ${decision.because}`;
}

function callerOf({ account, role, session }: TokenIdentity): Caller {
  if (role === undefined) return { arn: localCaller.arn, roleArn: localRole, account };
  const name = role.slice(role.lastIndexOf('/') + 1);
  const partition = role.split(':')[1];
  return {
    arn: `arn:${partition}:sts::${account}:assumed-role/${name}/${session}`,
    roleArn: role,
    account,
  };
}

/** The role behind `localCaller`. */
const localRole = localCaller.arn.replace(':sts:', ':iam:').replace(/assumed-role\/([^/]+)\/.*/, 'role/$1');

/** What docs/registries.md says to allow the role that obtains tokens: to pull from its own account. */
export function pullsFromItsAccount(roleArn: string): Policy {
  const [, partition, , , account] = roleArn.split(':');
  const Action = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  const Resource = `arn:${partition}:ecr:*:${account}:repository/*`;
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] };
}
