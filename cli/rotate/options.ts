import type { Globals } from '../program/globals.ts';

/** The options of `pullpass rotate NAME`. */
export interface RotateOptions extends Globals {
  /** The new kubeconfig. */
  kubeconfig?: string | undefined;
  /** The new kubeconfig's context; without a kubeconfig, the admin's own context, with which a token is made. */
  context?: string | undefined;
  revoke?: true | undefined;
  /** Seconds. */
  tokenLife?: number | undefined;
  dryRun?: true | undefined;
  preflight: boolean;
}
