import type { Globals } from '../program/globals.ts';
import type { TargetOptions } from '../register/targetOf.ts';

/** What `pullpass permissions` was told. */
export interface PermissionsOptions extends Globals, TargetOptions {
  file?: string | undefined;
  identity?: string | undefined;
  renew?: true | undefined;
}
