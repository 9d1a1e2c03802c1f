import type { Check } from '../../../shared/api/schemas.ts';
import { listed } from '../../../shared/plan/words.ts';
import type { RegistryFinding } from '../../../shared/preflight/findings.ts';
import type { Unproven } from '../../../shared/registries/proof/proofs.ts';
import { failed, passed, unchecked } from './check.ts';

/** Whether the registries’ credential is available and accepted, and whether images may be pulled with it. */
export function registryChecks({ registries, answer }: RegistryFinding): Check[] {
  const names = registries.length === 1 ? `registry ${registries[0]}` : `registries ${listed(registries)}`;
  if ('because' in answer)
    return [
      unchecked(
        'registry',
        `It is unknown whether PullPass can get a credential for ${names}: ${answer.because}.`,
      ),
    ];
  if ('failure' in answer) {
    const { kind, message, remedy } = answer.failure;
    return [failed('registry', kind, `No credential for ${names}: ${message}`, remedy)];
  }
  const { unproven, pulled } = answer;
  const untried = unproven?.filter(({ image }) => image === undefined) ?? [];
  const unpulled = unproven?.filter(({ image }) => image !== undefined) ?? [];
  const isTaken = unproven !== undefined && untried.length === 0;
  return [
    passed(
      'registry',
      `PullPass gets a credential for ${names}${isTaken ? ', and it is accepted there' : ''}.`,
    ),
    ...untried.map(({ host, because }) =>
      unchecked(
        'registry',
        `It could not be seen from where PullPass runs whether ${host} accepts it: ${because}. It is pushed nevertheless.`,
      ),
    ),
    ...pullChecks(names, unpulled, pulled),
  ];
}

function pullChecks(names: string, unpulled: readonly Unproven[], pulled: string | undefined): Check[] {
  if (pulled !== undefined)
    return [passed('registry', `The probe image ${pulled} may be pulled: its manifest was given.`)];
  if (unpulled.length > 0) return unpulled.map(unpulledCheck);
  return [
    unchecked(
      'registry',
      `It was not tried whether images may be pulled from ${names}: no "probe" is set.`,
      'Set "probe" to one of its images, such as "team/app:1.2": each new credential is then tried with it.',
    ),
  ];
}

function unpulledCheck({ image, because, missing }: Unproven): Check {
  return missing
    ? unchecked(
        'registry',
        `It is unknown whether images may be pulled: ${because}, of the probe image ${image}.`,
        'Correct "probe", or push that image.',
      )
    : unchecked(
        'registry',
        `It could not be seen from where PullPass runs whether the probe image ${image} may be pulled: ${because}.`,
      );
}
