import { Failure } from '../failure.ts';
import { registryKindOf } from './kinds.ts';
import type { PullDenial } from './proof/denial.ts';
import type { Refused } from './proof/proofs.ts';
import type { Registry } from './schema.ts';

/** Why a credential is not given out. `heldToo`: the registry also refuses the one that the cluster holds. */
export function refusal(registry: Registry, refused: Refused, heldToo = false): Failure {
  const { host, image, by, denial } = refused;
  const what =
    image === undefined ? `refused its new credential at ${host}` : `refused ${image} to its new credential`;
  const why = denial === undefined ? '' : `: ${inWords(denial)}`;
  const held = heldToo ? 'is refused too, and stays unchanged' : 'stays unchanged';
  return new Failure(
    'registry',
    `The registry ${registry.name} ${what} (${by})${why}; what the cluster holds ${held}`,
    { remedy: denial === undefined ? ofRefusal(registry, image) : ofDenial(denial) },
  );
}

function inWords({ principal, action, resource, because }: PullDenial): string {
  return `${principal} is not authorized to perform ${action} on ${resource}${because === undefined ? '' : `, ${because}`}`;
}

function ofRefusal(registry: Registry, image: string | undefined): string {
  if (image === undefined) return registryKindOf(registry).remedy(registry);
  return `Let the user of this credential pull ${image}, or name another image as "probe". Some registries answer the same for an image that does not exist.`;
}

/** Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html */
function ofDenial({ principal, resource, because = '' }: PullDenial): string {
  const role = roleOf(principal);
  if (because.includes('explicit deny'))
    return `Take the deny out of that policy, or exempt ${role} from it.`;
  if (because.includes('endpoint policy'))
    return `Let the policy of the VPC endpoint allow ${pulling} on ${resource} to ${role}.`;
  if (/service control|permissions boundary|session|resource control/.test(because))
    return `Let that policy allow ${pulling} on ${resource} to ${role}.`;
  return `Allow ${pulling} on ${resource} to ${role}: by its own policy (for PullPass’s role: the deploy parameter pullRepositories) and, for a repository of another account, by the policy of the repository too. See docs/registries.md.`;
}

const pulling = 'ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability';

/**
 * The role of a session, as policies name it, without its path, which the session's ARN does not contain; for others,
 * the principal itself.
 */
function roleOf(principal: string): string {
  const [, name] = /:assumed-role\/([^/]+)/.exec(principal) ?? [];
  return name === undefined ? principal : `the role ${name}`;
}
