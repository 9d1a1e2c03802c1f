import { dnsLabel } from '../../shared/validation/names.ts';
import { objectIn } from '../files/objectIn.ts';
import { readText } from '../files/readText.ts';
import { usageError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { type TargetOptions, targetOf } from '../register/targetOf.ts';
import { type AddOptions, addPart } from './addPart.ts';

const flags = ['namespaces', 'serviceAccounts', 'secretName'] as const;

const expected = {
  what: 'one target',
  remedy: 'It is one object with kind and namespaces, as in the targets of a cluster.',
};

/** `pullpass target add NAME [TARGET]` */
export async function addTarget(
  cluster: string,
  target: string | undefined,
  options: AddOptions & TargetOptions & { file?: string | undefined },
  io: Io,
): Promise<number> {
  return addPart('targets', await targetGiven(target, options, io), cluster, options, io);
}

/** The target that a command line describes, with a file or flags. Rejects with a usage error. */
async function targetGiven(
  given: string | undefined,
  options: TargetOptions & { file?: string | undefined },
  io: Io,
): Promise<{ name: string }> {
  const { file } = options;
  const target = file === undefined ? targetOf(options) : await targetIn(file, options, io);
  return { ...target, name: nameOf(given, target) };
}

async function targetIn(file: string, options: TargetOptions, io: Io): Promise<Record<string, unknown>> {
  if (flags.some((flag) => options[flag] !== undefined))
    throw usageError('Flags and --file both describe the target.', 'Give one of them.');
  return objectIn('--file', file, await readText('--file', file, io), expected);
}

/** The API's default name: the kind in kebab case. */
function nameOf(given: string | undefined, target: { name?: unknown; kind?: unknown }): string {
  const { name, kind } = target;
  const kebab =
    typeof kind === 'string' ? kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`) : '';
  const chosen = given ?? (typeof name === 'string' ? name : kebab);
  if (given !== undefined && typeof name === 'string' && name !== given)
    throw usageError(`The file calls the target "${name}", and the command line "${given}".`);
  if (dnsLabel.safeParse(chosen).success) return chosen;
  throw usageError(
    chosen === '' ? 'The target has no kind.' : `"${chosen}" is not a valid target name.`,
    chosen === '' ? expected.remedy : 'Names have lower-case letters, digits and dashes, 63 at most.',
  );
}
