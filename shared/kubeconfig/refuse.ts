import { Failure } from '../failure.ts';

/** The remedy for nearly every refusal: a credential that PullPass may store. */
export const serviceAccountRemedy =
  'Create a service account for PullPass as docs/permissions.md shows, and register its kubeconfig.';

/** For what exceeds the size of a secret in AWS Secrets Manager. */
export const shrinkRemedy =
  'Print only the context to register: `kubectl config view --raw --flatten --minify --context NAME`. If "certificate-authority-data" is what is large, keep only the CA that signed the certificate of the API server, as docs/kubeconfig.md shows.';

/** How the refusal of a field begins: `The cluster "prod" has a "server"`. */
export const opens = (label: string, field: string) => `${label} has a "${field}"`;

/**
 * Refuses a kubeconfig. It has no `cause` on purpose: errors of the YAML, PEM and schema libraries may quote the
 * source, which contains credentials.
 */
export function refuse(message: string, remedy: string): never {
  throw new Failure('kubeconfig', message, { remedy });
}
