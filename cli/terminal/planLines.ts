import type * as z from 'zod';
import type { plan } from '../../shared/api/plan.ts';
import { printable, wrapped } from './text.ts';

const signs = { new: '+', changed: '~', same: '=' } as const;

/**
 * What a change does in the cluster, as lines: `+` is new, `~` changes, `-` is removed, and `!` stays there but is no
 * longer renewed. Nothing is printed for what stays the same.
 */
export function planLines(
  { writes, removes, leaves, afterResuming }: z.infer<typeof plan>,
  { width, indent = '' }: { width: number; indent?: string },
): string[] {
  const line = (sign: string, message: string) => wrapped(`${sign} ${printable(message)}`, width, indent);
  return [
    ...writes
      .filter(({ change }) => change !== 'same')
      .flatMap(({ change, message }) => line(signs[change], message)),
    ...removes.flatMap(({ message }) => line('-', message)),
    ...leaves.flatMap(({ message }) => line('!', message)),
    ...(afterResuming
      ? wrapped('The cluster is paused: this is done once it is resumed.', width, indent)
      : []),
  ];
}
