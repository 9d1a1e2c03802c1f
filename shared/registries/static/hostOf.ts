/**
 * The host, or the part of one, that a key of a docker config is for: keys may have a scheme, and what docker login adds.
 * Source: https://kubernetes.io/docs/concepts/containers/images/#config-json
 */
export function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
}
