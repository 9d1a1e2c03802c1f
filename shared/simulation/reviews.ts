import type { ServiceAccount } from './objects.ts';
import { type Attributes, type Grant, isAllowed, type UserInfo } from './rbac.ts';
import { issuer, type TokenSigner } from './tokens.ts';
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

interface TokenRequest {
  spec?: { audiences?: string[]; expirationSeconds?: number };
}

const fewestSeconds = 600;
const mostSeconds = 2 ** 32;

/** `create serviceaccounts/token`. A cap of the server shortens the token's life without an error. */
export function requestToken(
  body: TokenRequest,
  account: ServiceAccount,
  signer: TokenSigner,
  now: Date,
  capSeconds: number | undefined,
) {
  const { name = '', namespace = '', uid = '' } = account.metadata;
  const asked = body.spec?.expirationSeconds ?? 3600;
  const field = 'spec.expirationSeconds';
  const why =
    asked < fewestSeconds
      ? 'may not specify a duration less than 10 minutes'
      : asked > mostSeconds
        ? 'may not specify a duration larger than 2^32 seconds'
        : undefined;
  if (why) throw invalid('TokenRequest', '', [invalidValue(field, asked, why)], 'authentication.k8s.io');
  const audiences = body.spec?.audiences?.length ? body.spec.audiences : [issuer];
  const seconds = Math.min(asked, capSeconds ?? asked);
  const expires = new Date((Math.floor(now.getTime() / 1000) + seconds) * 1000);
  const creationTimestamp = `${now.toISOString().slice(0, 19)}Z`;
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid, creationTimestamp },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: null },
    status: {
      token: signer.sign({ namespace, name, uid }, audiences, now, seconds),
      expirationTimestamp: `${expires.toISOString().slice(0, 19)}Z`,
    },
  };
}
