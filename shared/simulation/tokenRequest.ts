import type { Answer } from './answers.ts';
import { jsonAnswer } from './answers.ts';
import type { KubeObject, ServiceAccount } from './objects.ts';
import { type Presentation, presentObject } from './present.ts';
import { badRequest, conflict, failure } from './status.ts';
import { tokenRequestTypeError } from './tokenRequestTypes.ts';
import { issuer, type TokenSigner } from './tokens.ts';
import { invalid, invalidValue } from './validation.ts';

const group = 'authentication.k8s.io';
const fewestSeconds = 600;
const mostSeconds = 2 ** 32;

/** What the answer to a TokenRequest depends on. */
export interface TokenGround {
  signer: TokenSigner;
  now: Date;
  /** `--service-account-max-token-expiration`; undefined: no cap. */
  capSeconds: number | undefined;
  /** @throws ApiError if it does not exist */
  account: () => ServiceAccount;
  /** A secret of the same namespace. @throws ApiError if it does not exist */
  secret: (name: string) => KubeObject;
  /** Validating admission. @throws ApiError if a denier denies it */
  admit: (account: ServiceAccount) => void;
}

interface BoundObject {
  kind?: string;
  apiVersion?: string;
  name?: string;
  uid?: string;
}

export interface TokenRequest {
  metadata?: { name?: string; namespace?: string; uid?: string } | null;
  spec?: { audiences?: string[]; expirationSeconds?: number; boundObjectRef?: BoundObject | null } | null;
}

/**
 * `create serviceaccounts/token`, with the API server's checks in its order. A cap shortens the token's life, and only
 * a Warning header says so. A dry run returns a working token, as the real server does.
 * Source: https://github.com/kubernetes/kubernetes/blob/v1.34.2/pkg/registry/core/serviceaccount/storage/token.go
 */
export function requestToken(
  { metadata, spec }: TokenRequest,
  { namespace, name }: { namespace: string; name: string },
  { signer, now, capSeconds, ...ground }: TokenGround,
  as: Presentation,
): Answer {
  if (metadata?.name && metadata.name !== name)
    throw refused('metadata.name', metadata.name, 'must match the service account name if specified', name);
  const account = ground.account();
  const { uid = '' } = account.metadata;
  if (metadata?.uid && metadata.uid !== uid) {
    const why = `the UID in the token request (${metadata.uid}) does not match the UID of the service account (${uid})`;
    throw conflictOf(name, why);
  }
  const asked = spec?.expirationSeconds ?? 3600;
  checkLife(asked);
  ground.admit(account);
  const bound = spec?.boundObjectRef ?? null;
  const secret = bound === null ? undefined : boundSecret(bound, ground.secret);

  const audiences = spec?.audiences?.length ? spec.audiences : [issuer];
  const seconds = Math.min(asked, capSeconds ?? asked);
  const issuedAt = Math.floor(now.getTime() / 1000);
  const token = signer.sign({ namespace, name, uid, ...(secret && { secret }) }, audiences, now, seconds);
  const request = {
    kind: 'TokenRequest',
    apiVersion: `${group}/v1`,
    metadata: { name, namespace, uid, creationTimestamp: time(issuedAt) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: bound },
    status: { token, expirationTimestamp: time(issuedAt + seconds) },
  };
  const warning = `299 - "requested expiration of ${asked} seconds shortened to ${seconds} seconds"`;
  return jsonAnswer(201, presentObject(request, as), seconds < asked ? { warning } : {});
}

/** The decoded body. @throws ApiError in the API server's words if it is not a TokenRequest for this namespace */
export function tokenRequestOf(body: unknown, namespace: string): TokenRequest {
  const wrong = tokenRequestTypeError(body as Record<string, unknown>);
  if (wrong !== undefined) throw badRequest(wrong);
  const request = body as TokenRequest;
  if (request.metadata?.namespace && request.metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return request;
}

function checkLife(seconds: number): void {
  const field = 'spec.expirationSeconds';
  if (seconds < fewestSeconds)
    throw refused(field, seconds, 'may not specify a duration less than 10 minutes', '');
  if (seconds > mostSeconds)
    throw refused(field, seconds, 'may not specify a duration larger than 2^32 seconds', '');
}

function boundSecret(bound: BoundObject, find: (name: string) => KubeObject) {
  const { kind = '', apiVersion = '', name = '', uid } = bound;
  const [version, inGroup] = apiVersion.split('/').reverse();
  if (kind !== 'Secret' || inGroup || version !== 'v1')
    throw badRequest(`cannot bind token to object of type ${inGroup ?? ''}/${version ?? ''}, Kind=${kind}`);
  const found = find(name).metadata.uid ?? '';
  if (uid && uid !== found) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict('Secret', name, why);
  }
  return { name, uid: found };
}

const refused = (field: string, value: unknown, why: string, name: string) =>
  invalid('TokenRequest', name, [invalidValue(field, value, why)], group);

function conflictOf(name: string, why: string) {
  const { message } = conflict(`TokenRequest.${group}`, name, why);
  return failure(409, { message, reason: 'Conflict', details: { name, group, kind: 'TokenRequest' } });
}

const time = (seconds: number) => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
