import { objectIn } from '../files/objectIn.ts';
import { usageError } from '../program/errors.ts';

const expected = {
  what: 'one cluster',
  remedy: 'It is one object with name, registries and targets. For a whole fleet: pullpass apply -f FILE',
};

/** A cluster as a file describes it, in the API's form. The API checks its content. Throws a usage error. */
export function clusterIn(file: string, text: string): Record<string, unknown> {
  const value = notKubeconfigIn(file, text, expected);
  if ('clusters' in value)
    throw usageError(`--file: ${file} does not describe ${expected.what}.`, expected.remedy);
  return value;
}

/** The object in a file that is not a kubeconfig. Throws a usage error. */
export function notKubeconfigIn(file: string, text: string, described: typeof expected) {
  const value = objectIn('--file', file, text, described);
  if ('current-context' in value || value['kind'] === 'Config')
    throw usageError(
      `--file: ${file} is a kubeconfig.`,
      'Give it by --kubeconfig. --file takes a cluster: name, registries and targets.',
    );
  return value;
}
