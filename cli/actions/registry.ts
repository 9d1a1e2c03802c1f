import { type AddOptions, addPart } from '../parts/addPart.ts';
import { listParts } from '../parts/listParts.ts';
import { registries } from '../parts/part.ts';
import { type RegistryOptions, registryGiven } from '../parts/registryGiven.ts';
import { removePart } from '../parts/removePart.ts';
import type { Globals } from '../program/globals.ts';
import type { Io } from '../program/io.ts';

/** `pullpass registry list NAME` */
export const listRegistries = (name: string, options: Globals, io: Io) =>
  listParts(registries, name, options, io);

/** `pullpass registry add NAME [REGISTRY]` */
export async function addRegistry(
  name: string,
  registry: string | undefined,
  options: AddOptions & RegistryOptions,
  io: Io,
): Promise<number> {
  return addPart(registries, await registryGiven(registry, options, io), name, options, io);
}

/** `pullpass registry remove NAME REGISTRY` */
export const removeRegistry = (
  name: string,
  registry: string,
  options: Globals & { dryRun?: true | undefined },
  io: Io,
) => removePart(registries, registry, name, options, io);
