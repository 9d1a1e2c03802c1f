/** Names that OpenShift and Kubernetes reserve for themselves: chosen only if named literally. */
export function isSystemNamespace(name: string): boolean {
  return name === 'openshift' || name.startsWith('openshift-') || name.startsWith('kube-');
}

/** Whether the globs can match no name at all. */
export function leavesNothing({
  include = [],
  exclude = [],
}: {
  include?: readonly string[] | undefined;
  exclude?: readonly string[] | undefined;
}): boolean {
  if (exclude.some((pattern) => /^\*+$/.test(pattern))) return true;
  const isExcluded = (pattern: string) =>
    exclude.includes(pattern) || (!isGlob(pattern) && exclude.some((other) => matchesGlob(other, pattern)));
  return include.length > 0 && include.every(isExcluded);
}

export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/**
 * Glob match in time proportional to pattern times name. A regular expression made from the pattern would take
 * exponential time on `*a*a*a*…`, which any user of the API could send.
 */
export function matchesGlob(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let starredFrom = 0;
  while (n < name.length) {
    if (pattern[p] === '?' || pattern[p] === name[n]) {
      p++;
      n++;
    } else if (pattern[p] === '*') {
      star = p++;
      starredFrom = n;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starredFrom;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
