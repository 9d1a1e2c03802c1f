import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import type { Registry } from './schema.ts';

/** Each kind of registry implements this, in a folder of its own. */
export interface RegistryKind<Spec extends Registry> {
  /** Fetches one. Throws a Failure of kind assume-role, token or throttled. */
  fetch(clients: RegistryClients, spec: Spec): Promise<RegistryCredential>;
  /** What to do where the registry refuses it. */
  remedy(spec: Spec): string;
}
