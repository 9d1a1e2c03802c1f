import type { Check } from '../../../shared/api/schemas.ts';
import type { RegistryFinding } from '../../../shared/preflight/findings.ts';
import type { Unproven } from '../../../shared/registries/proof/proofs.ts';
import { failed, passed, unchecked } from './check.ts';
import { listed } from './words.ts';

/** Whether registries’ credential can be had and is taken, and whether images may be pulled with it. */
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
  const { unproven, pulled } = answer;
  const untried = unproven?.filter(({ image }) => image === undefined) ?? [];
  const unpulled = unproven?.filter(({ image }) => image !== undefined) ?? [];
  const isTaken = unproven !== undefined && untried.length === 0;
  return [
    passed('registry', `A credential can be had for ${names}${isTaken ? ', and is taken there' : ''}.`),
    ...untried.map(({ host, because }) =>
      unchecked(
        'registry',
        `Whether ${host} takes it could not be seen from where PullPass runs: ${because}. It is pushed all the same.`,
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
      `Whether images may be pulled from ${names} was not tried: no "probe" is named.`,
      'Name an image of it as "probe", such as "team/app:1.2": each new credential is then tried with it.',
    ),
  ];
}

function unpulledCheck({ image, because, missing }: Unproven): Check {
  return missing
    ? unchecked(
        'registry',
        `Whether images may be pulled is not known: ${because}, of the probe image ${image}.`,
        'Correct "probe", or push that image.',
      )
    : unchecked(
        'registry',
        `Whether the probe image ${image} may be pulled could not be seen from where PullPass runs: ${because}.`,
      );
}
