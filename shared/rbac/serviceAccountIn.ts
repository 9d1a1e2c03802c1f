import type { Identity } from './identity.ts';

/** The user name that Kubernetes gives a service account. */
export const userNameOf = ({ namespace, name }: Identity): string =>
  `system:serviceaccount:${namespace}:${name}`;

/** `system:serviceaccount:NAMESPACE:NAME`, as Kubernetes names its user; undefined for every other user. */
export function serviceAccountIn(user: string | undefined): Identity | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user ?? '') ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
