import { type Attributes, type Grant, isAllowed, type UserInfo } from './rbac.ts';
import { invalid, invalidValue } from './validation.ts';

interface AccessReview {
  kind?: string;
  spec?: {
    resourceAttributes?: {
      namespace?: string;
      verb?: string;
      group?: string;
      version?: string;
      resource?: string;
      subresource?: string;
      name?: string;
    };
    nonResourceAttributes?: { path?: string; verb?: string };
  };
}

/** `create selfsubjectaccessreviews`: may the caller do this? */
export function accessReview(body: AccessReview, user: UserInfo, grants: readonly Grant[]) {
  const spec = body.spec ?? {};
  const { resourceAttributes: resource, nonResourceAttributes: path } = spec;
  const wrong = (field: string, value: unknown, why: string) =>
    invalid(body.kind ?? '', '', [invalidValue(field, value, why)], 'authorization.k8s.io');
  if (resource && path) {
    const shown = { Path: path.path ?? '', Verb: path.verb ?? '' };
    const why = 'cannot be specified in combination with resourceAttributes';
    throw wrong('spec.nonResourceAttributes', shown, why);
  }
  if (!resource && !path) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    throw wrong('spec.resourceAttributes', null, why);
  }
  const attributes: Attributes = resource
    ? {
        verb: resource.verb ?? '',
        group: resource.group ?? '',
        resource: resource.resource ?? '',
        subresource: resource.subresource ?? '',
        namespace: resource.namespace ?? '',
        name: resource.name ?? '',
      }
    : { verb: path?.verb ?? '', path: path?.path ?? '' };
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed: isAllowed(user, grants, attributes) },
  };
}

/** `create selfsubjectreviews`: who is the caller? */
export function subjectReview(user: UserInfo, now: Date) {
  const creationTimestamp = `${now.toISOString().slice(0, 19)}Z`;
  return {
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { creationTimestamp },
    status: { userInfo: user },
  };
}
