import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import { fetchEcr } from './ecr/fetch.ts';
import { fetchEcrPublic } from './ecrPublic/fetch.ts';
import type { Fetch } from './kind.ts';
import type { Registry } from './schema.ts';
import { fetchSecret } from './static/fetch.ts';

const fetches: { [K in Registry['kind']]: Fetch<Extract<Registry, { kind: K }>> } = {
  ecr: fetchEcr,
  'ecr-public': fetchEcrPublic,
  static: fetchSecret,
};

/** Fetches the credential of a registry of any kind. Rejects with a Failure. */
export function fetchCredential(clients: RegistryClients, registry: Registry): Promise<RegistryCredential> {
  return (fetches[registry.kind] as Fetch<Registry>)(clients, registry);
}
