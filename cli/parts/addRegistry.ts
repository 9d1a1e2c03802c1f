import { registryName } from '../../shared/validation/names.ts';
import { objectIn } from '../files/objectIn.ts';
import { readText } from '../files/readText.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { ecrRegistryIn } from '../register/registrationOf.ts';
import { type AddOptions, addPart } from './addPart.ts';

interface RegistryOptions {
  file?: string | undefined;
  ecr?: string | undefined;
  probe?: string | undefined;
}

const expected = {
  what: 'one registry',
  remedy: 'It is one object with name and kind, as in the registries of a cluster.',
};

/** `pullpass registry add NAME [REGISTRY]` */
export async function addRegistry(
  cluster: string,
  registry: string | undefined,
  options: AddOptions & RegistryOptions,
  io: Io,
): Promise<number> {
  return addPart('registries', await registryGiven(registry, options, io), cluster, options, io);
}

/** The registry that a command line describes, with a file or flags. Rejects with a usage error. */
async function registryGiven(
  given: string | undefined,
  { file, ecr, probe }: RegistryOptions,
  io: Io,
): Promise<{ name: string }> {
  if ((file === undefined) === (ecr === undefined))
    throw usageError('Which registry?', 'Give --ecr ACCOUNT/REGION, or --file: one of the two.');
  if (file !== undefined && probe !== undefined)
    throw usageError('--probe and --file both describe the registry.', 'Give one of them.');
  const registry =
    file === undefined
      ? { ...ecrRegistryIn('--ecr', ecr ?? ''), ...(probe !== undefined && { probe }) }
      : objectIn('--file', file, await readText('--file', file, io), expected);
  const named = (registry as { name?: unknown }).name;
  const name = given ?? named;
  if (typeof name === 'string' && registryName.safeParse(name).success) return { ...registry, name };
  throw usageError(
    name === undefined ? 'The registry has no name.' : `"${String(name)}" is not a valid registry name.`,
    'Names have lower-case letters, digits and dashes, 63 at most.',
  );
}
