import { parse } from 'yaml';
import { usageError } from '../program/errors.ts';

/**
 * A cluster as a file describes it, as the API takes it: what is in it, the API judges. Throws a usage error that names
 * the place, and nothing of the text, which may hold a kubeconfig.
 */
export function clusterIn(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 10, prettyErrors: false, logLevel: 'error' });
  } catch (error) {
    const { code = 'no YAML', linePos } = error as { code?: string; linePos?: [{ line: number }] };
    const where = linePos === undefined ? '' : ` (line ${linePos[0].line})`;
    throw usageError(`--file: ${file} is neither JSON nor YAML${where}: ${code}.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if ('current-context' in value || ('kind' in value && value.kind === 'Config'))
      throw usageError(
        `--file: ${file} is a kubeconfig.`,
        'Give it by --kubeconfig. --file takes a cluster: name, registries and targets.',
      );
    if (!('clusters' in value)) return { ...value };
  }
  throw usageError(
    `--file: ${file} does not describe one cluster.`,
    'It is one object with name, registries and targets. For a whole fleet: pullpass apply -f FILE',
  );
}
