import type { RegistryFinding } from '../../../shared/preflight/findings.ts';
import type { Check } from '../schemas.ts';
import { failed, passed, unchecked } from './check.ts';
import { listed } from './words.ts';

/** Whether the credential of registries can be had, and a line for each host that did not say whether it takes it. */
export function registryChecks({ registries, answer }: RegistryFinding): Check[] {
  const names = registries.length === 1 ? `registry ${registries[0]}` : `registries ${listed(registries)}`;
  if ('because' in answer)
    return [
      unchecked('registry', `Not known whether a credential can be had for ${names}: ${answer.because}.`),
    ];
  if ('failure' in answer) {
    const { kind, message, remedy } = answer.failure;
    return [failed('registry', kind, `No credential for ${names}: ${message}`, remedy)];
  }
  const { unproven } = answer;
  const untried = unproven ?? [];
  return [
    passed(
      'registry',
      `A credential can be had for ${names}${unproven?.length === 0 ? ', and is taken there' : ''}.`,
    ),
    ...untried.map(({ host, because }) =>
      unchecked(
        'registry',
        `Whether ${host} takes it could not be seen from where PullPass runs: ${because}. It is pushed all the same.`,
      ),
    ),
  ];
}
