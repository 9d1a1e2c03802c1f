import type { Globals } from '../program/globals.ts';
import type { TargetOptions } from '../register/targetOf.ts';

/** The options of `pullpass permissions`. */
export interface PermissionsOptions extends Globals, TargetOptions {
  file?: string | undefined;
  identity?: string | undefined;
  renew?: true | undefined;
}
