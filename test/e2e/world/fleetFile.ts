import { emulatedAccount, emulatedRegion } from '../../support/aws/ministack.ts';

/** A fleet file for these clusters, to be stored next to their kubeconfigs, `NAME.kubeconfig`. */
export function fleetFile(clusters: readonly { name: string; labels?: Record<string, string> }[]): string {
  const file = {
    defaults: {
      registries: [{ name: 'main', kind: 'ecr', accountId: emulatedAccount, region: emulatedRegion }],
      targets: [{ kind: 'imagePullSecret', namespaces: { include: ['payments'] } }],
    },
    clusters: clusters.map(({ name, labels = {} }) => ({
      name,
      labels,
      access: { kubeconfig: { file: `${name}.kubeconfig` } },
    })),
  };
  // JSON is YAML.
  return JSON.stringify(file, undefined, 2);
}
