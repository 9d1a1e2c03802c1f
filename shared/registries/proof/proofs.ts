import { before } from '../../before.ts';
import type { RegistryCredential } from '../credential.ts';
import { atMost } from './atMost.ts';
import type { Proof } from './prove.ts';

/** A host that did not say whether it takes a credential. */
export interface Unproven {
  host: string;
  because: string;
}

export type Proved = { refused: { host: string; by: string } } | { unproven: readonly Unproven[] };

/** Hosts that are asked at the same time: each is a connection, and a function may have 1,024 open files. */
const concurrency = 32;

/** Milliseconds that a credential waits for all of its hosts: a cluster has 120 s, and a registration 20. */
const patience = 10_000;

/**
 * Tries each credential once at each host, whoever asks; `told` hears of each that gave no answer. One whose answer is
 * late is unproven until it comes.
 */
export function proofs(
  prove: (host: string, credential: RegistryCredential) => Promise<Proof>,
  told: (unproven: Unproven) => void,
  within = patience,
) {
  const known = new WeakMap<RegistryCredential, Map<string, Promise<Proof>>>();
  const inTurn = atMost(concurrency);

  const once = (host: string, credential: RegistryCredential): Promise<Proof> => {
    const byHost = known.get(credential) ?? new Map<string, Promise<Proof>>();
    known.set(credential, byHost);
    const proof = byHost.get(host) ?? inTurn(() => prove(host, credential)).then(tell(host));
    byHost.set(host, proof);
    return proof;
  };
  const tell = (host: string) => (proof: Proof) => {
    if (proof.result === 'unknown') told({ host, because: proof.because });
    return proof;
  };
  const late = (host: string): Proof => tell(host)({ result: 'unknown', because: tooLate });

  return async (hosts: readonly string[], credential: RegistryCredential): Promise<Proved> => {
    const all = await Promise.all(
      hosts.map(async (host) => {
        const proof = await before(within, once(host, credential));
        return { host, proof: proof ?? late(host) };
      }),
    );
    for (const { host, proof } of all)
      if (proof.result === 'refused') return { refused: { host, by: proof.by } };
    return {
      unproven: all.flatMap(({ host, proof }) =>
        proof.result === 'unknown' ? { host, because: proof.because } : [],
      ),
    };
  };
}

const tooLate = 'there was no time to wait for its answer';
