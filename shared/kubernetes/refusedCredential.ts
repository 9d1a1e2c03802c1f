import { Failure } from '../failure.ts';
import { anotherKubeconfig } from '../remedies.ts';
import type { Asked, Refusal } from './refusal.ts';
import { describe } from './requestName.ts';
import type { StatusDetails } from './status.ts';

/** The user that a kube-apiserver assigns to requests without a credential it recognises. */
export const anonymous = 'system:anonymous';

const lostCertificate =
  'a load balancer or a proxy that ends TLS on the way takes the client certificate off';

/**
 * The API server does not recognise the credential, or received none. Nobody should grant `system:anonymous` what it
 * lacks: everybody would have it.
 * Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
 */
export function refusedCredential(
  { status }: Refusal,
  said: StatusDetails,
  { request, route }: Asked,
): Failure | undefined {
  const certificate = route.showsCertificate ?? false;
  if (status === 401) {
    const answered = `${describe(request)} answered 401: ${said.message ?? said.reason ?? 'no message'}`;
    const why = certificate
      ? `The client certificate was refused: it has expired, or another CA issued it. Or it never arrived: ${lostCertificate}. Renew it, or go around what ends TLS`
      : 'The token was refused: it has expired or was revoked';
    return new Failure('unauthorized', answered, { remedy: `${why}. ${anotherKubeconfig}`, status });
  }
  if (status === 403 && said.isStatus && said.message?.includes(`User "${anonymous}"`))
    return new Failure(
      'unauthorized',
      `${describe(request)} answered 403: the API server ${takenForNobody}`,
      {
        remedy: nobodyRemedy(certificate),
        status,
      },
    );
  return undefined;
}

/** Completes "the API server …". */
export const takenForNobody = `knows PullPass as ${anonymous}: no credential reached it`;

export function nobodyRemedy(certificate: boolean): string {
  const why = certificate
    ? `The kubeconfig has a client certificate, and ${lostCertificate}`
    : 'The kubeconfig has a token, and something on the way takes it off';
  const way = certificate
    ? 'with the address of the API server behind it as "server", or with a token, which passes through'
    : 'with the address of the API server itself as "server"';
  return `${why}. Grant nothing to ${anonymous}: take a kubeconfig ${way}. ${anotherKubeconfig}`;
}
