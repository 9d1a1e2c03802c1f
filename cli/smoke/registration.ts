import { defined } from '../../shared/defined.ts';
import { kubeconfigYaml } from '../../shared/simulation/kubeconfig.ts';

/** The canary's name in PullPass. Always the same, so that a run finds what an earlier one left. */
export const canaryName = 'pullpass-smoke';

const canaryLabel = 'pullpass.io/canary';

/** Whether a smoke test registered it. */
export const isCanary = ({ labels }: { labels: Readonly<Record<string, string>> }) =>
  labels[canaryLabel] === 'true';

export interface Place {
  namespace: string;
  secretName: string;
  serviceAccount?: string;
}

/** The body that registers the tested cluster, for pulls from the account's own registry. */
export function registration(
  kubeconfig: string,
  { namespace, secretName, serviceAccount, site }: Place & { site?: string | undefined },
  registry: { accountId: string; region: string },
) {
  return {
    name: canaryName,
    labels: { [canaryLabel]: 'true' },
    kubeconfig,
    ...(site !== undefined && { site }),
    registries: [{ name: 'main', kind: 'ecr', ...registry }],
    targets: [
      {
        kind: 'imagePullSecret',
        secretName,
        namespaces: { include: [namespace] },
        serviceAccounts: serviceAccount === undefined ? [] : [serviceAccount],
      },
    ],
  };
}

/** The canary's kubeconfig. `ca`: PEM; without it, the public roots apply. */
export function canaryKubeconfig(
  { server, token }: { server: string; token: string },
  { proxyUrl, ca }: { proxyUrl: string | undefined; ca: string | undefined },
): string {
  return kubeconfigYaml(defined({ server, user: 'pullpass', credential: { token }, ca, proxyUrl }));
}
