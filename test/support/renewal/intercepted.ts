import { randomUUID } from 'node:crypto';
import { renewer } from '../../../functions/push/renewal/renewer.ts';
import type { Renewer } from '../../../functions/push/renewal/request.ts';
import type { Fleet } from '../fleet/fleet.ts';

/** Called for each AWS call of a renewal, before it is sent and after its answer. */
export interface Hooks {
  /** `call`: the command's name and its number among all calls, from 1. */
  before?: (command: string, call: number) => Promise<void> | void;
  after?: (command: string, call: number) => Promise<void> | void;
}

/** The fleet's renewer, with its AWS calls observed. */
export function intercepted({ table, secrets, aws, clock }: Fleet, { before, after }: Hooks): Renewer {
  let calls = 0;
  const watched = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        if (property !== 'send') return value.bind(target);
        return async (command: object, ...rest: unknown[]) => {
          const name = command.constructor.name.replace(/Command$/, '');
          const call = ++calls;
          await before?.(name, call);
          const answer = await value.call(target, command, ...rest);
          await after?.(name, call);
          return answer;
        };
      },
    });
  return renewer({
    table: { ...table, client: watched(table.client) },
    secrets: watched(secrets),
    secretPrefix: aws.secretPrefix,
    now: () => clock.now,
    random: () => 0.5,
    sleep: async () => undefined,
    newId: randomUUID,
  });
}
