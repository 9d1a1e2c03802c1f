import type { Failure } from '../failure.ts';
import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import type { Registry } from './schema.ts';

/** One of a registry's `hosts`, and its index there. */
export interface NamedHost {
  host: string;
  index: number;
}

/** What each kind of registry implements, in its own folder. */
export interface RegistryKind<Spec extends Registry> {
  /** The hosts whose images its credential pulls, main host first; may have a path. */
  hosts(spec: Spec): string[];
  /** Those of its `hosts` that are not the registry's own: they get its credential only if the deployment allows it. */
  foreignHosts(spec: Spec): NamedHost[];
  /** What its credential depends on besides kind and principal. Registries with the same values share a credential. */
  credentialOf(spec: Spec): string[];
  /** The failure of a credential that does not say which host it is for. Absent if it need not say so. */
  saysNoHost?(spec: Spec): Failure;
  /** The remedy if the registry refuses its credential. */
  remedy(spec: Spec): string;
  /** Its name for an admin: "ECR Public". */
  inWords(spec: Spec): string;
}

/**
 * Fetches the credential of a registry of one kind. Separate, since only the push function may do so. Rejects with a
 * Failure of kind assume-role, token or throttled.
 */
export type Fetch<Spec extends Registry> = (
  clients: RegistryClients,
  spec: Spec,
) => Promise<RegistryCredential>;
