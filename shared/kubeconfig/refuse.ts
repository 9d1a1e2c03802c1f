import { Failure } from '../failure.ts';

/** The way out of nearly every refusal: a credential that PullPass may keep. */
export const serviceAccountRemedy =
  'Create a service account for PullPass as docs/permissions.md shows, and register its kubeconfig.';

/** For what is larger than a secret of AWS Secrets Manager. */
export const shrinkRemedy =
  'Print only the context to register: `kubectl config view --raw --flatten --minify --context NAME`. If "certificate-authority-data" is what is large, keep only the CA that signed the certificate of the API server, as docs/kubeconfig.md shows.';

/**
 * Refuses a kubeconfig. There is no `cause` on purpose: what the YAML, PEM and schema libraries throw can
 * quote the source, and the source holds credentials.
 */
export function refuse(message: string, remedy: string): never {
  throw new Failure('kubeconfig', message, { remedy });
}
