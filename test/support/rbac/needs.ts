import type { Access } from '../../../shared/kubernetes/access.ts';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import { literalNames } from '../../../shared/targets/namespaceSelection.ts';
import type { Target } from '../../../shared/targets/schema.ts';
import type { Power } from './powers.ts';

/** In no namespace: a grant in one would be worthless. */
const ofCluster = ['namespaces', 'infrastructures'];

/**
 * Everything that these targets need in these places ('' for all namespaces), according to their kinds, and the
 * identity's right to make its own tokens. Independent of the code that makes roles of it.
 */
export function needsOf(targets: readonly Target[], identity: Identity, places: readonly string[]): Power[] {
  const powers = targets.flatMap((target) => {
    const kind = kindOf(target);
    const literal = literalNames(kind.selection(target));
    const wished = kind.wishes?.(target) ?? [];
    const listing: Access[] = literal === undefined ? [{ verb: 'list', resource: 'namespaces' }] : [];
    const everywhere = [...wished, ...listing, ...kind.permissions(target).filter(isOfCluster)];
    const inChosen = kind.permissions(target).filter((access) => !isOfCluster(access));
    return places.flatMap((place) => [
      ...everywhere.map((access) => powerOf(access, place)),
      ...(literal === undefined || literal.includes(place)
        ? inChosen.map((access) => powerOf(access, place))
        : []),
    ]);
  });
  const token = {
    verb: 'create',
    group: '',
    resource: 'serviceaccounts/token',
    name: identity.name,
    namespace: identity.namespace,
  };
  return [...powers, ...(places.includes(identity.namespace) ? [token] : [])];
}

const isOfCluster = ({ resource }: Access) => ofCluster.includes(resource);

function powerOf({ verb, group = '', resource, name = '' }: Access, namespace: string): Power {
  return { verb, group, resource, name, namespace };
}
