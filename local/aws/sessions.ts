import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from './awsError.ts';
import type { Principal } from './calls.ts';

/** The account that owns everything local except the queues: the one in the docs' examples. */
export const localAccount = '123456789012';

/** The caller for any key that STS did not issue. It stands for the functions' own role in AWS. */
export const localCaller: Principal = {
  arn: `arn:aws:sts::${localAccount}:assumed-role/pullpass-local/local`,
  account: localAccount,
  role: undefined,
  session: undefined,
};

/** Issued keys begin with this; the user's own keys (`--aws`) never do. */
const issuedPrefix = 'ASIALOCAL';

export interface SessionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
  expiresAt: Date;
}

/** What a request's signature names. Signatures are not verified: forging one here gains nothing. */
export interface Scope {
  accessKeyId: string;
  region: string;
  service: string;
}

/** @returns undefined for a request that is not signed with SigV4 */
export function credentialScope(authorization: string | undefined): Scope | undefined {
  const match = /Credential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(
    authorization ?? '',
  );
  const [, accessKeyId, region, service] = match ?? [];
  return accessKeyId && region && service ? { accessKeyId, region, service } : undefined;
}

/** The role sessions that STS has issued. */
export class Sessions {
  readonly #issued = new Map<string, { principal: Principal; credentials: SessionCredentials }>();

  issue(principal: Principal, expiresAt: Date): SessionCredentials {
    const credentials = {
      accessKeyId: `${issuedPrefix}${randomBytes(6).toString('hex').toUpperCase().slice(0, 11)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(330).toString('base64'),
      expiresAt,
    };
    this.#issued.set(credentials.accessKeyId, { principal, credentials });
    return credentials;
  }

  /** @throws AwsError for a session that is unknown, has another token, or has expired */
  principal({ accessKeyId }: Scope, headers: IncomingHttpHeaders, now: Date): Principal {
    if (!accessKeyId.startsWith(issuedPrefix)) return localCaller;
    const session = this.#issued.get(accessKeyId);
    if (!session || session.credentials.sessionToken !== headers['x-amz-security-token']) {
      throw new AwsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    if (session.credentials.expiresAt <= now) {
      this.#issued.delete(accessKeyId);
      throw new AwsError('ExpiredTokenException', 'The security token included in the request is expired');
    }
    return session.principal;
  }
}
