import type { CredentialFacts } from '../clusters/credentialFacts.ts';
import type { ClusterSpec } from '../clusters/spec.ts';
import type { FailureReport } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { Access } from '../kubernetes/access.ts';
import type { ShownCertificate } from '../kubernetes/certificateOf.ts';
import type { Identity } from '../rbac/identity.ts';
import type { Unproven } from '../registries/proof/proofs.ts';
import type { SeenSecret, TargetFinding } from '../targets/kind.ts';

/** A cluster to be checked. */
export interface Candidate {
  spec: ClusterSpec;
  kubeconfig: Kubeconfig;
}

/** Why something is unknown. */
interface Unknown {
  because: string;
}

/** An API server that answered. `identity`: the user it sees in the credential; empty if it does not say. */
export interface Acquaintance {
  identity: string;
  /** Why it did not name the user. The name may then come from a refusal. */
  unsaid?: 'not served' | 'not granted';
}

/** The answer to whether PullPass may do one thing. */
export interface AccessFinding {
  access: Access;
  answer:
    | { everywhere: true }
    /** True for what is in no namespace. */
    | { atClusterScope: boolean }
    | {
        everywhere: false;
        denied: readonly string[];
        allowed: readonly string[];
        unchecked: readonly string[];
      }
    | Unknown;
}

/** The namespaces that have a service account which targets require. */
export interface AccountFinding {
  account: string;
  there: readonly string[];
  missing: readonly string[];
  unchecked: readonly string[];
}

/** The results of one step's dry runs, grouped by equal objects. */
export interface DryRunFinding {
  step: 'write' | 'link' | 'remove';
  /** Names of secrets, or of service accounts to link. */
  objects: readonly string[];
  /** Names of namespaces, like all such lists here. */
  passed: readonly string[];
  failed: readonly { failure: FailureReport; namespaces: readonly string[] }[];
  unchecked: readonly (Unknown & { namespaces: readonly string[] })[];
}

export interface RegistryFinding {
  /** Names of the registries that share this credential and this result. */
  registries: readonly string[];
  /** `unproven`: what they did not say. `pulled`: the probe image that may be pulled. */
  answer:
    | { minted: true; unproven?: readonly Unproven[]; pulled?: string }
    | { failure: FailureReport }
    | Unknown;
}

/**
 * Which parts of AWS a network reaches, or why that is unknown. `network`: the site; absent for the default network.
 */
export interface NetworkFinding {
  network?: string | undefined;
  answer: { reached: readonly string[] } | { failures: readonly FailureReport[] };
}

/** How pushes left a cluster. Times are epoch milliseconds. */
export interface Served {
  /** When a push of this version of the spec last served all that it chooses; absent if none has. */
  servedAt?: number | undefined;
  /** Nothing that was served expires earlier. */
  heldUntil?: number | undefined;
  /** In its place: nothing that was served expires. */
  endless?: true | undefined;
}

/** What a kubeconfig's server shows to anybody. */
export interface ServerFinding {
  certificate?: ShownCertificate;
  /** By how many milliseconds at least its clock is ahead of ours; negative if it is behind. */
  ahead?: number;
}

/** `like`: the text that such answers share, if each server words its own. */
export type Unseen = Unknown & { like?: string };

/** What one namespace holds of what a target writes there. */
export interface HeldFinding {
  /** Name of the target. */
  target: string;
  namespace: string;
  /** Without `until`: it does not expire, or its expiry is unknown. */
  secrets: readonly { name: string; seen: SeenSecret | Unseen }[];
  /** `lacks`: the secrets that the service account does not name. */
  links: readonly {
    account: string;
    seen: { there: true; lacks: readonly string[] } | { there: false } | Unseen;
  }[];
}

/** What a preflight learned, before it is put into words. Goes as JSON from the push function to the API. */
export interface Findings {
  /** Added by the push function. */
  network?: NetworkFinding;
  /** The user, according to the API server itself. */
  contact: Acquaintance | { failure: FailureReport; ofProxy?: true } | Unknown;
  /** Host of the proxy, if the kubeconfig names one. */
  proxy?: string;
  /** Absent if the cluster was not asked. */
  credential?: CredentialFacts;
  /** Namespaces that targets name, but that do not exist. */
  missing: readonly string[];
  /** Named namespaces that may or may not exist. */
  existenceUnchecked: readonly string[];
  /** Whether namespaces could be listed, if a glob or a selector requires it. */
  listing:
    | { needed: false }
    | { needed: true; answer: { listed: true } | { failure: FailureReport } | Unknown };
  accesses: readonly AccessFinding[];
  /**
   * Whether it may make its own next token. Absent if renewal is off, or the push function is of an earlier version.
   */
  renewal?: { account: Identity; granted: boolean } | Unknown;
  /** Whether it has the rights that PullPass can do without. */
  wishes: readonly { access: Access; granted: boolean }[];
  /** Indexes of targets whose globs or selector match no namespace. */
  choosingNothing: readonly number[];
  /** Secrets that two targets would write, and where. */
  collisions: readonly {
    targets: readonly [number, number];
    secretName: string;
    namespaces: readonly string[];
  }[];
  accounts: readonly AccountFinding[];
  /** Findings of checks that belong to a kind of target. */
  own: readonly TargetFinding[];
  /** Absent if the push function is of an earlier version. */
  dryRuns?: readonly DryRunFinding[];
  /** Present if the server was asked, and answered. */
  server?: ServerFinding;
  /** Present if it was requested. */
  held?: readonly HeldFinding[];
  registries: readonly RegistryFinding[];
}

/** What was learned of the cluster itself. */
export type ClusterFindings = Omit<Findings, 'registries' | 'network'>;

/** The findings for a cluster that could not be asked. */
export const nothingAsked = {
  missing: [],
  existenceUnchecked: [],
  listing: { needed: false },
  accesses: [],
  wishes: [],
  choosingNothing: [],
  collisions: [],
  accounts: [],
  own: [],
} as const;
