import type { Globals } from '../program/globals.ts';

/** The options of `pullpass rotate NAME`. */
export interface RotateOptions extends Globals {
  /** The new kubeconfig. */
  kubeconfig?: string | undefined;
  /** Of the new kubeconfig; without one, the admin's own, by which a token is made. */
  context?: string | undefined;
  revoke?: true | undefined;
  /** Seconds. */
  tokenLife?: number | undefined;
  dryRun?: true | undefined;
  preflight: boolean;
}
