import type { KubeconfigReference } from '../record.ts';
import { and, type Clause } from './clause.ts';

/** The credential in use is still the one that was read, and no renewal of it has begun since. */
export function sameKubeconfig({ version, renewal }: KubeconfigReference): Clause {
  return and(at(['version'], version), at(['renewal', 'attempt', 'version'], renewal?.attempt?.version));
}

/** If `value` is undefined, the attribute must be absent. */
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
