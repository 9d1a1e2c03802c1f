import type { Globals } from '../program/globals.ts';
import type { TargetOptions } from './targetOf.ts';

/** The options of `pullpass register`. */
export interface RegisterOptions extends Globals, TargetOptions {
  file?: string | undefined;
  kubeconfig?: string | undefined;
  context?: string | undefined;
  registry?: string[] | undefined;
  label?: string[] | undefined;
  site?: string | undefined;
  renew?: true | undefined;
  dryRun?: true | undefined;
  preflight: boolean;
  wait?: true | undefined;
}
