import type { Check } from '../../shared/api/schemas.ts';

export interface Meaning {
  /** The checks that show it. */
  checks: readonly Check['check'][];
  /** The verdict in one sentence. */
  says: string;
}

const named = <K extends string>(all: Readonly<Record<K, Meaning>>) => all;

/** What may keep a cluster from pulling, and what shows it. Each cause hides those after it. */
export const meanings = named({
  network: {
    checks: ['network'],
    says: 'The network that pushes run in lacks something, or could not be checked.',
  },
  kubeconfig: { checks: ['kubeconfig'], says: 'The stored kubeconfig cannot be used.' },
  reach: { checks: ['reach'], says: 'The API server cannot be reached from where the pushes run.' },
  proxy: { checks: ['proxy'], says: 'The proxy lets nothing through to the API server.' },
  tls: { checks: ['tls'], says: 'TLS with the API server fails.' },
  clock: { checks: ['clock'], says: 'The API server’s clock is wrong.' },
  identity: { checks: ['identity'], says: 'The API server does not accept the credential.' },
  permissions: { checks: ['permissions'], says: 'The credential lacks permissions that a push needs.' },
  targets: {
    checks: ['namespaces', 'serviceaccounts', 'platform'],
    says: 'The cluster lacks namespaces or service accounts that the targets name.',
  },
  admission: {
    checks: ['writes', 'removal'],
    says: 'A push could not write or remove everything it should.',
  },
  registry: { checks: ['registry'], says: 'A registry issues no credential, or refuses it.' },
  secrets: { checks: ['secrets'], says: 'Secrets in the cluster are not as they should be.' },
  links: { checks: ['links'], says: 'Service accounts are not linked to their secrets.' },
});

/** `push` and `none` are the causes that come from no check. */
export const causes = [...(Object.keys(meanings) as (keyof typeof meanings)[]), 'push', 'none'] as const;
export type Cause = (typeof causes)[number];
