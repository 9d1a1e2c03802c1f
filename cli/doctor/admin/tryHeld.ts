import { lookup } from 'node:dns';
import type { Check, CheckResult } from '../../../shared/api/schemas.ts';
import { never } from '../../../shared/ends.ts';
import { parseCidrs } from '../../../shared/network/cidr.ts';
import type { ResolveAll } from '../../../shared/network/shareInFlight.ts';
import { type RegistryCredential, splitAuth } from '../../../shared/registries/credential.ts';
import { registryHosts } from '../../../shared/registries/hosts.ts';
import { type Ask, registryAsk } from '../../../shared/registries/proof/ask.ts';
import type { Proof } from '../../../shared/registries/proof/proof.ts';
import { prove } from '../../../shared/registries/proof/prove.ts';
import { provePull } from '../../../shared/registries/proof/provePull.ts';
import { kindOf } from '../../../shared/targets/kinds.ts';
import type { AdminApi } from '../../admin/adminApi.ts';
import type { Cluster } from '../../api/client.ts';

type Registries = Cluster['registries'];

/** A secret in the cluster that is tried, for all of its target. */
export interface Trial {
  namespace: string;
  secretName: string;
  registries: Registries;
}

/** One namespace of each target, preferably one in which its secret is as PullPass wrote it. */
export function trialsOf({ targets, registries }: Cluster, { held }: CheckResult): Trial[] {
  return targets.flatMap((target): Trial[] => {
    const rows = (held?.namespaces ?? []).filter((row) => row.target === target.name);
    const isThere = (row: (typeof rows)[number]) => row.secrets.every(({ result }) => result === 'passed');
    const row = rows.find(isThere) ?? rows[0];
    return (row?.secrets ?? []).map(({ name }) => ({
      namespace: row?.namespace ?? '',
      secretName: name,
      registries: kindOf(target).registries(target, registries),
    }));
  });
}

/**
 * Reads secrets in the cluster as the admin, and tries their credentials at the registries. Only at the cluster's
 * registered hosts: anybody may have written other entries into a secret.
 */
export async function tryHeld(
  api: AdminApi,
  { name }: Pick<Cluster, 'name'>,
  trials: readonly Trial[],
  { REGISTRY_ENDPOINT_URL }: NodeJS.ProcessEnv,
): Promise<Check[]> {
  // An admin's machine may connect anywhere: the address rule protects AWS's network.
  const ask = registryAsk({
    allowedCidrs: parseCidrs('0.0.0.0/1,128.0.0.0/1,::/1,8000::/1'),
    endpoint: REGISTRY_ENDPOINT_URL,
    resolve: lookup as ResolveAll,
  });
  const checks: Check[] = [];
  for (const trial of trials) checks.push(...(await tryOne(api, name, trial, ask)));
  return checks;
}

async function tryOne(
  api: AdminApi,
  cluster: string,
  { namespace, secretName, registries }: Trial,
  ask: Ask,
): Promise<Check[]> {
  const object = `secret ${namespace}/${secretName}`;
  const path = `/api/v1/namespaces/${namespace}/secrets/${secretName}`;
  const { status, body } = await api.ask('GET', path);
  const because =
    status === 404
      ? 'it does not exist'
      : status === 403
        ? 'this context may not read it'
        : `the API server answered ${status}`;
  if (status !== 200) return [unchecked(`The ${object} was not tried: ${because}.`)];
  const entries = entriesIn(body);
  if (entries === undefined) return [unchecked(`The ${object} was not tried: it holds no docker config.`)];
  api.redactor.add(...[...entries.values()].map(({ password }) => password).filter(Boolean));
  const checks: Check[] = [];
  for (const registry of registries) {
    const hosts = registryHosts(registry);
    for (const host of hosts) {
      const credential = entries.get(host);
      checks.push(
        credential === undefined
          ? failed(`The ${object} has no entry for ${host}.`, cluster)
          : told(await prove(ask, host, credential), `the credential in ${object}`, host, cluster),
      );
    }
    const [first = ''] = hosts;
    const credential = entries.get(first);
    if (registry.probe !== undefined && credential !== undefined) {
      const image = `${first}/${registry.probe}`;
      const proof = await provePull(ask, image, credential);
      checks.push(told(proof, `a pull of ${image} with ${object}`, first, cluster));
    }
  }
  return checks;
}

function told(proof: Proof, what: string, host: string, cluster: string): Check {
  if (proof.result === 'accepted')
    return { check: 'secrets', result: 'passed', message: `${host} takes ${what}.` };
  if (proof.result === 'unknown')
    return unchecked(`It is unknown whether ${host} accepts ${what}: ${proof.because}.`);
  return failed(`${host} refuses ${what} (${proof.by}).`, cluster, 'registry');
}

const unchecked = (message: string): Check => ({ check: 'secrets', result: 'unchecked', message });

const failed = (message: string, cluster: string, kind: Check['kind'] = 'not-found'): Check => ({
  check: 'secrets',
  result: 'failed',
  kind,
  message,
  remedy: `Write it now by POST /clusters/${cluster}/refresh.`,
});

/** The entries of a docker config, by host; undefined if the secret has none. */
function entriesIn(body: unknown): Map<string, RegistryCredential> | undefined {
  const { data } = (body ?? {}) as { data?: Record<string, unknown> };
  const config = data?.['.dockerconfigjson'] ?? data?.['config.json'];
  if (typeof config !== 'string') return undefined;
  try {
    const { auths } = JSON.parse(Buffer.from(config, 'base64').toString('utf8')) as { auths?: object };
    return new Map(
      Object.entries(auths ?? {}).map(([host, entry]) => {
        const { auth = '' } = entry as { auth?: string };
        const [username, password] = splitAuth(Buffer.from(auth, 'base64').toString('utf8'));
        return [host, { username, password, expiresAt: never }];
      }),
    );
  } catch {
    return undefined;
  }
}
