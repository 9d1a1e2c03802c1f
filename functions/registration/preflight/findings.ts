import type { Failure } from '../../../shared/failure.ts';
import type { Access } from '../../../shared/kubernetes/api.ts';

/** Why something is not known. */
export interface Unknown {
  because: string;
}

/** What came of asking whether PullPass may do one thing. */
export interface AccessFinding {
  access: Access;
  answer:
    | { everywhere: true }
    /** Of what is in no namespace. */
    | { atClusterScope: boolean }
    | {
        everywhere: false;
        denied: readonly string[];
        allowed: readonly string[];
        unchecked: readonly string[];
      }
    | Unknown;
}

export interface RegistryFinding {
  /** Names of the registries that this one token serves. */
  registries: readonly string[];
  answer: { minted: true } | { failure: Failure } | Unknown;
}

/** What a preflight learned, before it is put into words. */
export interface Findings {
  /** The credential, asked of the API server itself. `identity` is empty where the server cannot say. */
  contact: { identity: string } | { failure: Failure };
  /** Namespaces that are named in the targets and that are not there. */
  missing: readonly string[];
  /** Named namespaces of which it is not known whether they are there. */
  existenceUnchecked: readonly string[];
  /** Whether namespaces could be listed, where a glob or a selector needs it. */
  listing: { needed: false } | { needed: true; answer: { listed: true } | { failure: Failure } | Unknown };
  accesses: readonly AccessFinding[];
  registries: readonly RegistryFinding[];
}
