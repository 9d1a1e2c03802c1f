import type { Globals } from '../program/globals.ts';

/** The options of `pullpass register`. */
export interface RegisterOptions extends Globals {
  file?: string | undefined;
  kubeconfig?: string | undefined;
  context?: string | undefined;
  registry?: string[] | undefined;
  namespaces?: string[] | undefined;
  serviceAccounts?: string[] | undefined;
  secretName?: string | undefined;
  label?: string[] | undefined;
  site?: string | undefined;
  renew?: true | undefined;
  dryRun?: true | undefined;
  preflight: boolean;
  wait?: true | undefined;
}
