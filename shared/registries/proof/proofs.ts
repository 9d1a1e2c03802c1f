import pMap from 'p-map';
import type { RegistryCredential } from '../credential.ts';
import type { Proof } from './prove.ts';

/** A host that did not say whether it takes a credential. */
export interface Unproven {
  host: string;
  because: string;
}

export type Proved = { refused: { host: string; by: string } } | { unproven: readonly Unproven[] };

/** Hosts of one registry that are asked at the same time. */
const concurrency = 4;

/** Tries each credential once at each host, whoever asks; `told` hears of each that gave no answer. */
export function proofs(
  prove: (host: string, credential: RegistryCredential) => Promise<Proof>,
  told: (unproven: Unproven) => void,
) {
  const known = new WeakMap<RegistryCredential, Map<string, Promise<Proof>>>();

  const once = (host: string, credential: RegistryCredential): Promise<Proof> => {
    const byHost = known.get(credential) ?? new Map<string, Promise<Proof>>();
    known.set(credential, byHost);
    const proof = byHost.get(host) ?? prove(host, credential).then(tell(host));
    byHost.set(host, proof);
    return proof;
  };
  const tell = (host: string) => (proof: Proof) => {
    if (proof.result === 'unknown') told({ host, because: proof.because });
    return proof;
  };

  return async (hosts: readonly string[], credential: RegistryCredential): Promise<Proved> => {
    const all = await pMap(hosts, async (host) => ({ host, proof: await once(host, credential) }), {
      concurrency,
    });
    for (const { host, proof } of all)
      if (proof.result === 'refused') return { refused: { host, by: proof.by } };
    return {
      unproven: all.flatMap(({ host, proof }) =>
        proof.result === 'unknown' ? { host, because: proof.because } : [],
      ),
    };
  };
}
