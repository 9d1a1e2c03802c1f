import { type Answer, jsonAnswer } from './answers.ts';
import type { Kind } from './kind.ts';
import { apiVersionOf, kinds } from './kinds.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update'];

/** The discovery documents for the stored kinds: `/apis`, `/api/v1` and `/apis/GROUP/v1`; undefined for other paths. */
export function discoveryAnswer(path: string): Answer | undefined {
  const all = Object.values(kinds);
  const groups = [...new Set(all.map(({ group }) => group))];
  if (path === '/apis')
    return jsonAnswer(200, {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.filter((group) => group !== '').map(groupOf),
    });
  const group = groups.find((each) => path === (each === '' ? '/api/v1' : `/apis/${each}/v1`));
  if (group === undefined) return undefined;
  return jsonAnswer(200, {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group }),
    resources: all.filter((kind) => kind.group === group).map(resourceOf),
  });
}

function groupOf(name: string) {
  const version = { groupVersion: `${name}/v1`, version: 'v1' };
  return { name, versions: [version], preferredVersion: version };
}

const resourceOf = ({ resource, kind, namespaced }: Kind) => ({
  name: resource,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs,
});
