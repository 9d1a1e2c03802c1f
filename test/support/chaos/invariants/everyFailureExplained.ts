import type { Invariant } from './invariant.ts';

/** All kinds; repeated here, so that adding one is a decision. */
const kinds = [
  'unreachable',
  'tls',
  'timeout',
  'unauthorized',
  'forbidden',
  'denied',
  'not-found',
  'conflict',
  'throttled',
  'kubeconfig',
  'token',
  'assume-role',
  'registry',
  'internal',
];

/** Every failure has a known kind and a remedy, in the status and in the trail. */
export const everyFailureExplained: Invariant = (_world, { after }) => [
  ...[...after.records.values()].flatMap(
    ({ name, phase, error, problems = [], failingSince, kubeconfig }) => {
      const isFailing = phase === 'Failing' || phase === 'Degraded';
      if (isFailing && error === undefined) return [`${name} is ${phase} and does not say why`];
      if (isFailing && failingSince === undefined) return [`${name} is ${phase} and does not say since when`];
      if (phase === 'Healthy' && error !== undefined) return [`${name} is Healthy with an error`];
      if (problems.length > 0 !== (error !== undefined)) return [`${name} has an error and no problems`];
      return [error, ...problems, kubeconfig.renewal?.failure].flatMap((each) => unexplained(name, each));
    },
  ),
  ...after.events.flatMap(({ pk, type, error }) =>
    type === 'failed' && error === undefined
      ? [`${pk} has an event "failed" without an error`]
      : unexplained(`the trail of ${pk}`, error),
  ),
];

function unexplained(where: string, error: { kind: string; message: string; remedy: string } | undefined) {
  if (error === undefined) return [];
  if (!kinds.includes(error.kind)) return [`${where} has the unknown kind ${error.kind}`];
  if (!error.message || !error.remedy) return [`${where} has a ${error.kind} without message or remedy`];
  return [];
}
