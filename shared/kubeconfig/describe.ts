import { certificateExpiry, tokenExpiry, tokenIssue } from './expiry.ts';
import type { Kubeconfig } from './kubeconfig.ts';

/** What a credential says of itself, without asking the API server. Times are ISO 8601. */
export function describeCredential({ credential, cluster }: Kubeconfig): {
  issuedAt?: string;
  expiresAt?: string;
  cluster?: string;
} {
  const expiry =
    'token' in credential ? tokenExpiry(credential.token) : certificateExpiry(credential.clientCertificate);
  const issue = 'token' in credential ? tokenIssue(credential.token) : undefined;
  return {
    ...(issue !== undefined && { issuedAt: issue.toISOString() }),
    ...(expiry !== undefined && { expiresAt: expiry.toISOString() }),
    ...(cluster !== undefined && { cluster }),
  };
}
