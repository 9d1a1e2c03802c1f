import type { ChangeOptions, Client } from '../../api/client.ts';
import { CommandError } from '../../program/errors.ts';
import type { Io } from '../../program/io.ts';
import { type Outcome, overAll } from '../../program/overAll.ts';
import { withProgress } from '../../terminal/progress.ts';
import { readAccess } from './access.ts';
import type { Ground } from './bootstrapped.ts';
import { type Decision, filled, type Sending, usesCredential } from './decide.ts';
import type { Planned } from './planned.ts';

/** Clusters that are planned or changed at the same time. */
export const atOnce = 10;

/**
 * Asks the API what each decision would do, without contacting the clusters. Unchanged clusters cost no request; a
 * kubeconfig is read only if it will be sent. If one fails, the others continue. Rejects once the signal aborts.
 */
export async function planFleet(
  client: Client,
  decisions: readonly Decision[],
  io: Io,
  goOn: string,
): Promise<Planned[]> {
  let count = 0;
  const asked = decisions.filter(changes).length;
  const outcomes = await withProgress(io, 'Asking what would change', (progress) =>
    overAll(
      decisions,
      async (decision) => {
        const planned = await planCluster(decision, { client, io, goOn });
        if (changes(decision)) progress.say(`Asked what would change in ${++count} of ${asked} clusters`);
        return planned;
      },
      { signal: io.signal, atOnce, patience: 0 },
    ),
  );
  io.signal.throwIfAborted();
  return decisions.map((decision, index) => plannedOf(decision, outcomes[index]));
}

const changes = ({ act }: Decision) => act !== 'same' && act !== 'keep' && act !== 'refuse';

/** Throws whatever is not a refusal of this one cluster. */
function plannedOf(decision: Decision, outcome: Outcome<Planned> | undefined): Planned {
  if (outcome?.is === 'done') return outcome.value;
  const error = outcome?.is === 'failed' ? outcome.error : undefined;
  if (error instanceof CommandError) return { decision, error };
  throw error ?? new Error(`what would change in ${decision.name} was not asked`);
}

async function planCluster(decision: Decision, ground: Ground): Promise<Planned> {
  const { client } = ground;
  const { name } = decision;
  switch (decision.act) {
    case 'same':
    case 'keep':
      return { decision };
    case 'refuse':
      return { decision, error: new CommandError(decision.because, { remedy: decision.remedy }) };
    case 'deregister': {
      const { version: ifVersion } = decision.current;
      const { plan } = await client.tryDeregister(name);
      return {
        decision,
        plan,
        async act(through) {
          await through.deregister(name, { ifVersion });
          return {};
        },
      };
    }
    default: {
      const { bootstrap } = decision.wanted.access ?? {};
      if (bootstrap != null)
        return (await import('./bootstrapped.ts')).planBootstrapped(decision, bootstrap, ground);
      const body = await bodyOf(decision);
      const when: ChangeOptions =
        decision.act === 'register' ? { onlyNew: true } : { ifVersion: decision.current.version };
      const { plan, notices } = await client.tryPut(body, { ...when, preflight: false });
      return {
        decision,
        plan,
        ...(notices !== undefined && { notices }),
        async act(through, { preflight }) {
          const { version, notices: told } = await through.put(body, { ...when, preflight });
          return { version, notices: told };
        },
      };
    }
  }
}

/** The body of the PUT, with the credential if it should be used. */
async function bodyOf(decision: Sending): Promise<{ name: string }> {
  const { wanted } = decision;
  const spec = filled(wanted, decision.act === 'register' ? undefined : decision.current);
  return usesCredential(decision) ? { ...spec, ...(await readAccess(wanted)) } : spec;
}
