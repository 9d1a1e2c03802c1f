import type { Advice } from '../kubernetes/advice.ts';
import type { Denial } from '../kubernetes/denials.ts';
import { objectName } from '../kubernetes/objectName.ts';
import { objectOf, type RequestName } from '../kubernetes/requestName.ts';

/** What to do if a cluster refuses what pushes and checks ask of it. */
export const advice: Advice = {
  forbidden:
    'Grant what the message names to the identity in the kubeconfig: docs/permissions.md has the whole Role.',
  notFound: 'Create what the message names, or take it out of the cluster’s targets.',
  conflict: 'Something else owns or changes this object. Choose another name, or set "adopt": true.',
  invalid: 'The API server does not accept the object. Change what the message names in the target.',
  denied,
};

const more = '(docs/namespaces.md#denied)';

function denied({ by, name, how }: Denial, request: RequestName): string {
  if (by === 'quota') return quotaRemedy(name, request);
  if (how === 'unanswered')
    return `Look at the service behind the webhook "${name}": until it answers, the API server denies every request that the webhook must be asked about. The push is retried ${more}.`;
  if (how === 'not-in-dry-run')
    return `You need not do anything: the first push shows whether the webhook "${name}" lets it pass ${more}.`;
  const who = by === 'plugin' ? 'that plugin' : `the ${by} "${name}"`;
  return `Let ${who} pass what PullPass’s user does there, or ${otherwise(request)} ${more}.`;
}

/** Another remedy, depending on what was denied. */
function otherwise(request: RequestName): string {
  const { resource, name, namespace } = objectOf(request);
  if (request.method === 'DELETE')
    return `delete ${resource} ${namespace}/${name} by hand: PullPass then finds it gone`;
  if (resource === 'serviceaccounts') return `take ${name} out of the target’s "serviceAccounts"`;
  return 'give the target the "labels" or "annotations" that it asks for, or exclude the namespace from the target';
}

function quotaRemedy(name: string | undefined, request: RequestName): string {
  const { namespace } = objectOf(request);
  const which = name === undefined ? 'the quota' : `the quota "${name}"`;
  // The name is the server's, and this is a command.
  const named = name !== undefined && objectName.test(name) ? ` ${name}` : '';
  const shows = `"kubectl describe quota${named} -n ${namespace}" shows it`;
  return `Raise ${which}, make room in it, or exclude the namespace from the target; ${shows} ${more}.`;
}
