import type { Failure } from '../failure.ts';
import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import type { Registry } from './schema.ts';

/** One of a registry's `hosts`, by its place there. */
export interface NamedHost {
  host: string;
  index: number;
}

/** Each kind of registry implements this, in a folder of its own. */
export interface RegistryKind<Spec extends Registry> {
  /** The hosts whose images its credential pulls, its first one first; may have a path. */
  hosts(spec: Spec): string[];
  /** Of its `hosts`, those that are not the registry's own: they get its credential only if the deployment allows it. */
  foreignHosts(spec: Spec): NamedHost[];
  /** What, beside kind and principal, its credential depends on: registries that are alike in it take the same one. */
  credentialOf(spec: Spec): string[];
  /** The failure of a credential that does not say which host it is for. Absent if it need not say so. */
  saysNoHost?(spec: Spec): Failure;
  /** What to do where the registry refuses its credential. */
  remedy(spec: Spec): string;
  /** What it is, as an admin calls it: "ECR Public" */
  inWords(spec: Spec): string;
}

/**
 * Fetches the credential of a registry of one kind. It stands apart, since only the push function may do so. Rejects with
 * a Failure of kind assume-role, token or throttled.
 */
export type Fetch<Spec extends Registry> = (
  clients: RegistryClients,
  spec: Spec,
) => Promise<RegistryCredential>;
