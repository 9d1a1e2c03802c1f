import { certificateExpiry, tokenExpiry } from './expiry.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** What can be told of a credential without asking the API server. `expiresAt` is ISO 8601. */
export function describeCredential({ credential }: Kubeconfig): { expiresAt?: string } {
  const expiry =
    'token' in credential ? tokenExpiry(credential.token) : certificateExpiry(credential.clientCertificate);
  return expiry === undefined ? {} : { expiresAt: expiry.toISOString() };
}
