import type { CredentialFacts } from '../clusters/credentialFacts.ts';
import type { ClusterSpec } from '../clusters/spec.ts';
import type { FailureReport } from '../failure.ts';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.ts';
import type { Access } from '../kubernetes/api.ts';
import type { Identity } from '../rbac/identity.ts';
import type { Unproven } from '../registries/proof/proofs.ts';
import type { SeenSecret, TargetFinding } from '../targets/kind.ts';

/** A cluster that is to be checked. */
export interface Candidate {
  spec: ClusterSpec;
  kubeconfig: Kubeconfig;
}

/** Why something is not known. */
export interface Unknown {
  because: string;
}

/** An API server that answered. `identity`: whom it takes the credential for; empty where it does not say. */
export interface Acquaintance {
  identity: string;
  /** Why it did not answer that question itself: then a refusal may have told. */
  unsaid?: 'not served' | 'not granted';
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

/** In which namespaces a service account is, that targets cannot do without. */
export interface AccountFinding {
  account: string;
  there: readonly string[];
  missing: readonly string[];
  unchecked: readonly string[];
}

/** What dry runs of one step came to, for the same objects. */
export interface DryRunFinding {
  step: 'write' | 'link' | 'remove';
  /** Names of secrets, or of service accounts to link. */
  objects: readonly string[];
  /** Namespaces, as everywhere here. */
  passed: readonly string[];
  failed: readonly { failure: FailureReport; namespaces: readonly string[] }[];
  unchecked: readonly (Unknown & { namespaces: readonly string[] })[];
}

export interface RegistryFinding {
  /** Names of the registries that this one credential serves, and that fared alike. */
  registries: readonly string[];
  /** `unproven`: what they did not say. `pulled`: the probe image that may be pulled. */
  answer:
    | { minted: true; unproven?: readonly Unproven[]; pulled?: string }
    | { failure: FailureReport }
    | Unknown;
}

/** What a network reaches of AWS, or that nothing could be asked there. `network`: the site; absent for the default one. */
export interface NetworkFinding {
  network?: string | undefined;
  answer: { reached: readonly string[] } | { failures: readonly FailureReport[] };
}

/** How pushes left a cluster: epoch milliseconds. */
export interface Served {
  /** When a push of this very spec last served all that it chooses; absent if none has. */
  servedAt?: number | undefined;
  /** Nothing that was served ends before. */
  heldUntil?: number | undefined;
  /** In its place: nothing of it ends. */
  endless?: true | undefined;
}

/** What the server of a kubeconfig shows to anybody. */
export interface ServerFinding {
  /** `endsAt`: epoch milliseconds. */
  certificate?: { issuer: string; endsAt: number };
  /** Milliseconds that its clock is ahead of ours, as far as that is sure; behind, where it is negative. */
  ahead?: number;
}

/** `like`: what alike ones have in common, where they say it in words of their own. */
export type Unseen = Unknown & { like?: string };

/** What is in one namespace of what a target should have there. */
export interface HeldFinding {
  /** Its name. */
  target: string;
  namespace: string;
  /** Without `until`: it does not end, or it is not known when. */
  secrets: readonly { name: string; seen: SeenSecret | Unseen }[];
  /** `lacks`: the secrets that the service account does not name. */
  links: readonly {
    account: string;
    seen: { there: true; lacks: readonly string[] } | { there: false } | Unseen;
  }[];
}

/** What a preflight learned, before it is put into words. Goes through JSON, from the push function to the API. */
export interface Findings {
  /** Added by the push function. */
  network?: NetworkFinding;
  /** The credential, asked of the API server itself. */
  contact: Acquaintance | { failure: FailureReport; ofProxy?: true } | Unknown;
  /** Host of the proxy on the way, where the kubeconfig names one. */
  proxy?: string;
  /** Absent if the cluster was not asked. */
  credential?: CredentialFacts;
  /** Namespaces that are named in the targets and that are not there. */
  missing: readonly string[];
  /** Named namespaces of which it is not known whether they are there. */
  existenceUnchecked: readonly string[];
  /** Whether namespaces could be listed, where a glob or a selector needs it. */
  listing:
    | { needed: false }
    | { needed: true; answer: { listed: true } | { failure: FailureReport } | Unknown };
  accesses: readonly AccessFinding[];
  /** Whether it may make its own next token. Absent if it is not to, or the push function is of an earlier version. */
  renewal?: { account: Identity; granted: boolean } | Unknown;
  /** Whether it may do what PullPass can do without. */
  wishes: readonly { access: Access; granted: boolean }[];
  /** Targets, by their place, whose globs or selector match no namespace. */
  choosingNothing: readonly number[];
  /** Secrets that two targets would write, and where. */
  collisions: readonly {
    targets: readonly [number, number];
    secretName: string;
    namespaces: readonly string[];
  }[];
  accounts: readonly AccountFinding[];
  /** What kinds of target found by checks of their own. */
  own: readonly TargetFinding[];
  /** Absent if the push function is of an earlier version. */
  dryRuns?: readonly DryRunFinding[];
  /** Where the server was asked for it, and answered. */
  server?: ServerFinding;
  /** Where it was asked for. */
  held?: readonly HeldFinding[];
  registries: readonly RegistryFinding[];
}

/** What was learned of the cluster itself. */
export type ClusterFindings = Omit<Findings, 'registries' | 'network'>;

/** Of a cluster that could not be asked. */
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
