import type { Globals } from '../program/globals.ts';
import type { TargetOptions } from '../register/targetOf.ts';

/** The options of `pullpass bootstrap`. */
export interface BootstrapOptions extends Globals, TargetOptions {
  /** The admin's context, used only on this machine. */
  context?: string | undefined;
  kubeconfig?: string | undefined;
  file?: string | undefined;
  registry?: string[] | undefined;
  label?: string[] | undefined;
  site?: string | undefined;
  /** The cluster's address as workers see it. */
  server?: string | undefined;
  caFile?: string | undefined;
  proxyUrl?: string | undefined;
  tlsServerName?: string | undefined;
  /** NAMESPACE/NAME */
  identity?: string | undefined;
  /** Seconds. */
  tokenLife?: number | undefined;
  dryRun?: true | undefined;
  undo?: true | undefined;
}
