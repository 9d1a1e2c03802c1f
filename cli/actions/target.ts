import { type AddOptions, addPart } from '../parts/addPart.ts';
import { listParts } from '../parts/listParts.ts';
import { targets } from '../parts/part.ts';
import { removePart } from '../parts/removePart.ts';
import { targetGiven } from '../parts/targetGiven.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';
import type { TargetOptions } from '../register/targetOf.ts';

/** `pullpass target list NAME` */
export const listTargets = (name: string, options: Globals, io: Io) => listParts(targets, name, options, io);

/** `pullpass target add NAME [TARGET]` */
export async function addTarget(
  name: string,
  target: string | undefined,
  options: AddOptions & TargetOptions & { file?: string | undefined },
  io: Io,
): Promise<number> {
  return addPart(targets, await targetGiven(target, options, io), name, options, io);
}

/** `pullpass target remove NAME TARGET` */
export const removeTarget = (
  name: string,
  target: string,
  options: Globals & { dryRun?: true | undefined },
  io: Io,
) => removePart(targets, target, name, options, io);
