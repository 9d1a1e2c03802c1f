import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Fleet } from '../fleet/fleet.ts';
import { recordOf } from './renewing.ts';

/** The staging labels of a cluster's secret, by its versions. */
export async function labelsOf(fleet: Fleet, name = 'prod-eu-1'): Promise<Record<string, string[]>> {
  const SecretId = fleet.aws.secretPrefix + name;
  const { VersionIdsToStages } = await fleet.secrets.send(new DescribeSecretCommand({ SecretId }));
  return VersionIdsToStages ?? {};
}

export async function tokenOf(fleet: Fleet, version: string, name = 'prod-eu-1'): Promise<string> {
  const { credential } = await fleet.vault.read(name, version);
  return 'token' in credential ? credential.token : '';
}

/**
 * What is wrong with the versions that the record names: each must have a label, be readable, and be accepted until its
 * expiry.
 */
export async function unsound(fleet: Fleet): Promise<string[]> {
  const { kubeconfig } = await recordOf(fleet);
  const { version, expiresAt = '', renewal } = kubeconfig;
  const named = [{ version, expiresAt }, ...(renewal?.fallback === undefined ? [] : [renewal.fallback])];
  const labels = await labelsOf(fleet);
  const found = await Promise.all(
    named.map(async ({ version: each, expiresAt: end }) => {
      if (labels[each] === undefined) return [`${each} has no label`];
      if (Date.parse(end) <= fleet.clock.now) return [];
      const token = await tokenOf(fleet, each);
      const { status } = fleet.cluster.handle({
        method: 'GET',
        url: '/version',
        headers: { authorization: `Bearer ${token}` },
        body: '',
      });
      return status === 200 ? [] : [`${each} is answered ${status}`];
    }),
  );
  return found.flat();
}
