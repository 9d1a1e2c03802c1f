import type { Denial } from './denials.ts';
import { describe, objectOf, type RequestName } from './requestName.ts';

/** A denial explained to an admin: who denied what, in which words, and what to do. */
export function denialMeaning(denial: Denial, request: RequestName): { message: string; remedy: string } {
  return { message: messageOf(denial, request), remedy: remedyOf(denial, request) };
}

const titles: Record<Denial['by'], string> = {
  policy: 'admission policy',
  webhook: 'admission webhook',
  quota: 'quota',
  plugin: 'admission control of the API server',
};

/** `admission policy "no-secrets" (binding "everywhere")` */
function nameOf({ by, name, binding }: Denial): string {
  const bound = binding === undefined ? '' : ` (binding "${binding}")`;
  return titles[by] + (name === undefined ? '' : ` "${name}"`) + bound;
}

function messageOf(denial: Denial, request: RequestName): string {
  const did = {
    decided: 'denied',
    unanswered: 'could not be asked about',
    'not-in-dry-run': 'is not asked in dry runs, such as',
  }[denial.how];
  return `The ${nameOf(denial)} ${did} ${describe(request)}: ${denial.words}`;
}

const more = '(docs/namespaces.md#denied)';

function remedyOf(denial: Denial, request: RequestName): string {
  const { by, name, how } = denial;
  if (by === 'quota') return quotaRemedy(name, request);
  if (how === 'unanswered')
    return `Look at the service behind the webhook "${name}": until it answers, the API server denies whatever it is to be asked about. The push is retried ${more}.`;
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
  const shows = `"kubectl describe quota${name === undefined ? '' : ` ${name}`} -n ${namespace}" shows it`;
  return `Raise ${which}, make room in it, or exclude the namespace from the target; ${shows} ${more}.`;
}
