import { dnsLabel } from '../../shared/validation/names.ts';
import type { Client } from '../api/client.ts';
import { CommandError, usageError } from '../program/errors.ts';
import type { Chosen } from './options.ts';

/**
 * What finds the names of the clusters for a command. Given names are used as they are, without a request; labels, phases
 * and --all are looked up: it rejects with a CommandError if nothing is found. Throws a usage error for no choice or two,
 * before anything is asked.
 */
export function chooserOf(
  names: readonly string[],
  { label = [], phase = [], all }: Chosen,
): (client: Pick<Client, 'list'>) => Promise<readonly string[]> {
  const filtered = label.length > 0 || phase.length > 0;
  if (Number(names.length > 0) + Number(filtered) + Number(all === true) !== 1)
    throw usageError('Which clusters?', 'Give names, or --label and --phase, or --all: one of the three.');
  const given = [...new Set(names.map(checkedName))];
  return async (client) => {
    if (given.length > 0) return given;
    const found = await client.list({ labels: label, phases: phase });
    if (found.length > 0) return found.map(({ name }) => name);
    throw new CommandError(
      filtered ? 'No cluster has these labels and phases.' : 'No cluster is registered.',
      { remedy: filtered ? 'pullpass list shows all clusters.' : 'Register one: pullpass register --help' },
    );
  };
}

/** Throws a usage error for an invalid cluster name. */
export function checkedName(name: string): string {
  if (dnsLabel.safeParse(name).success) return name;
  throw usageError(
    `"${name}" is not a valid cluster name.`,
    'Names have lower-case letters, digits and dashes, 63 at most. pullpass list shows them.',
  );
}
