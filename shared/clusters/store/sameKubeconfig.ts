import type { KubeconfigReference } from '../record.ts';
import { and, type Clause } from './clause.ts';

/** That the credential in use is still the one that was read, and that no renewal of it was begun since. */
export function sameKubeconfig({ version, renewal }: KubeconfigReference): Clause {
  return and(at(['version'], version), at(['renewal', 'attempt', 'version'], renewal?.attempt?.version));
}

/** `value` undefined asks that there be nothing. */
function at(path: readonly string[], value: string | undefined): Clause {
  const steps = ['kubeconfig', ...path];
  const where = steps.map((step) => `#${step}`).join('.');
  const placeholder = `:${steps.join('_')}`;
  return {
    text: value === undefined ? `attribute_not_exists(${where})` : `${where} = ${placeholder}`,
    names: Object.fromEntries(steps.map((step) => [`#${step}`, step])),
    values: value === undefined ? {} : { [placeholder]: value },
  };
}
