import { quoted } from '../output/quoted.ts';
import type { FleetOptions } from './options.ts';

/** `apply -f 'fleet/*.yaml' --prune`: the command with its options, quoted for a shell. */
export function commandOf(command: 'apply' | 'diff', options: FleetOptions): string {
  const { file, prune, allowEmpty, rotate, preflight } = options;
  return [
    command,
    '-f',
    ...file.map(quoted),
    ...(prune ? ['--prune'] : []),
    ...(allowEmpty ? ['--allow-empty'] : []),
    ...(rotate ? ['--rotate'] : []),
    ...(preflight === false ? ['--no-preflight'] : []),
  ].join(' ');
}
