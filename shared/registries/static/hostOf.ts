/**
 * The host, or part of one, in a key of a docker config. Keys may have a scheme, and a suffix that docker login adds.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
}
