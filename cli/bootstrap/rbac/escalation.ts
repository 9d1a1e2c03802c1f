/**
 * The rights that an admin may not grant because they lack them, according to the API server, in readable form. Empty
 * for any other message.
 */
export function notHeldIn(message: string): string[] {
  const [, listed] =
    /attempting to grant RBAC permissions not currently held:\n([\s\S]*)$/.exec(message) ?? [];
  const rules = (listed ?? '').split('\n').flatMap((line) => ruleIn(line) ?? []);
  // The API server writes one line per name; to a reader, lines that differ only in names are one.
  return [...Map.groupBy(rules, ({ verbs, resources }) => `${verbs} ${resources}`)].map(([what, alike]) => {
    const names = [...new Set(alike.flatMap(({ names }) => names))];
    return names.length === 0 ? what : `${what} ${names.join(', ')}`;
  });
}

/**
 * `{APIGroups:[""], Resources:["secrets"], ResourceNames:["x"], Verbs:["get" "create"]}`, in no fixed order.
 * Source: https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/registry/rbac/validation/rule.go and CompactString of
 * https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/apis/rbac/v1/evaluation_helpers.go
 */
function ruleIn(line: string): { verbs: string; resources: string; names: string[] } | undefined {
  if (!/^\{.*\}$/.test(line.trim())) return undefined;
  const field = (name: string) =>
    [...(new RegExp(`\\b${name}:\\[([^\\]]*)\\]`).exec(line)?.[1] ?? '').matchAll(/"([^"]*)"/g)].map(
      ([, value = '']) => value,
    );
  const [groups, verbs] = [field('APIGroups'), field('Verbs')];
  const resources = field('Resources').flatMap((resource) =>
    groups.map((group) => (group === '' ? resource : `${resource}.${group}`)),
  );
  return {
    verbs: verbs.join(', '),
    resources: [...resources, ...field('NonResourceURLs')].join(', '),
    names: field('ResourceNames'),
  };
}
