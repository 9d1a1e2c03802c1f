import { type AttackName, attacks } from '../../support/hostile/attacks.ts';
import { startHostileServer } from '../../support/hostile/server.ts';
import { addressOf, tlsServerName } from '../fleet/endpoints.ts';
import { answerQuestions } from '../processes/answerQuestions.ts';

/** A program: servers that answer anything they like, each at a cluster's address. */
export interface HostileQuestion {
  index: number;
  attack: AttackName;
}

export interface HostileAnswer {
  port: number;
  ca: string;
}

answerQuestions<HostileQuestion, HostileAnswer>(async ({ index, attack }) => {
  const { kubeconfig } = await startHostileServer(attacks[attack], {
    address: addressOf(index),
    dnsNames: [tlsServerName],
  });
  return { port: Number(new URL(kubeconfig.server).port), ca: kubeconfig.certificateAuthority ?? '' };
});
