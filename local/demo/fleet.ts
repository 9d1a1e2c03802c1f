/** A simulated cluster, and what PullPass should do in it. */
export interface DemoCluster {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** All its namespaces, besides Kubernetes' own. */
  namespaces: readonly string[];
  /** What the target includes. */
  include: readonly string[];
  /** The namespaces that these patterns match. */
  served: readonly string[];
}

export const secretName = 'ecr-credentials';

/** Service accounts to link; they are in every namespace, as on OpenShift. */
export const serviceAccounts = ['default', 'builder', 'pipeline'] as const;

export const demoFleet: readonly DemoCluster[] = [
  {
    name: 'demo-eu-1',
    labels: { env: 'prod', region: 'eu' },
    namespaces: ['payments', 'orders', 'storefront', 'team-blue', 'team-green', 'monitoring'],
    include: ['payments', 'orders', 'storefront', 'team-*'],
    served: ['payments', 'orders', 'storefront', 'team-blue', 'team-green'],
  },
  {
    name: 'demo-us-1',
    labels: { env: 'prod', region: 'us' },
    namespaces: ['payments', 'orders', 'storefront', 'team-red'],
    include: ['payments', 'orders', 'storefront', 'team-*'],
    served: ['payments', 'orders', 'storefront', 'team-red'],
  },
  {
    name: 'demo-staging',
    labels: { env: 'staging' },
    namespaces: ['checkout', 'search', 'team-blue', 'team-green'],
    include: ['checkout', 'search', 'team-*'],
    served: ['checkout', 'search', 'team-blue', 'team-green'],
  },
];
