import { type Identity, shown } from '../../shared/rbac/identity.ts';
import { identityLabel, identityValue } from '../../shared/rbac/labels.ts';
import { userNameOf } from '../../shared/rbac/serviceAccountIn.ts';
import type { AdminApi } from '../admin/adminApi.ts';
import type { Client, Cluster } from '../api/client.ts';
import { asCommandError } from '../bootstrap/asCommandError.ts';
import type { Doing } from '../bootstrap/carryOut.ts';
import { mint } from '../bootstrap/mint.ts';
import { applyRbac } from '../bootstrap/rbac/applyRbac.ts';
import { foundIn } from '../bootstrap/rbac/objects.ts';
import { ownerOf } from '../bootstrap/rbac/ownership.ts';
import { pathOf } from '../bootstrap/rbac/paths.ts';
import { shownRef } from '../bootstrap/rbac/plan.ts';
import { undoRbac } from '../bootstrap/rbac/undoRbac.ts';
import { tryToken } from '../bootstrap/tryToken.ts';
import { CommandError } from '../program/errors.ts';
import type { Io } from '../program/io.ts';
import { untilAnswered } from '../program/untilAnswered.ts';
import { untilServed } from '../register/untilServed.ts';
import type { Revocation } from './prepareRevocation.ts';
import { type Witness, witnessOf } from './witness.ts';

export interface Revoking extends Doing {
  /** The new token's life in seconds. */
  life: number;
}

/** An identity that was deleted. */
export interface Revoked {
  identity: string;
  /** Whether its token was seen to be refused; undefined if there was no token to try. */
  refused: boolean | undefined;
}

/**
 * Makes the new identity first, and deletes the old one only after a push has succeeded with the new one, so that no
 * push fails in between. An end at any point leaves a working credential.
 */
export async function carryOutRevocation(
  { registered, next, old, wanted, plan }: Revocation,
  revoking: Revoking,
  io: Io,
): Promise<Revoked[]> {
  const { api, context, trail, life, say } = revoking;
  const { name } = registered;
  say('Writing RBAC');
  await trail.step(() => asCommandError(() => applyRbac(api, plan, trail.note, revoking)));
  say('Making and trying a token');
  const { token } = await trail.step(() => asCommandError(() => mint(api, next, life)));
  await trail.step(() =>
    asCommandError(() => tryToken(context, token, { identity: next, wanted }, revoking)),
  );
  say(`Giving it to ${name}`);
  const rotated = await trail.step(() =>
    untilAnswered(() => revoking.client.rotate(name, { token }), `pullpass events ${name}`, io),
  );
  trail.say(`${name} uses the service account ${shown(next)}.`);
  say('Waiting for a push with it');
  await trail.step(() => pushed(rotated, next, revoking.client, io));
  const revoked: Revoked[] = [];
  for (const identity of old) {
    say(`Deleting ${shown(identity)}`);
    revoked.push(await trail.step(() => asCommandError(() => end(identity, revoking))));
  }
  await trail.step(() => asCommandError(() => inherit(api, old, next)));
  return revoked;
}

/** For a paused cluster, the preflight of the rotation has to be enough. */
async function pushed(rotated: Cluster, next: Identity, client: Client, io: Io): Promise<void> {
  const { name, status, paused } = rotated;
  if (paused) return;
  const served = await untilServed(client, name, io, status.lastAttemptAt);
  const { identity } = (await client.get(name)).status.kubeconfig;
  if (served.is === 'healthy' && identity === userNameOf(next)) return;
  const why =
    served.is === 'healthy'
      ? `its credential now belongs to ${identity ?? 'an unknown identity'}: somebody else changed it.`
      : served.because;
  throw new CommandError(
    `No push was seen to succeed with ${shown(next)}. So nothing was deleted, and old tokens still work: ${why}`,
    {
      remedy: `See what is wrong: pullpass doctor ${name}. If old tokens must end now, even if pushes fail, delete their service account yourself.`,
    },
  );
}

/** Deletes an identity, and watches whether its tokens stop working. */
async function end(identity: Identity, revoking: Revoking): Promise<Revoked> {
  const { api, context, trail, say } = revoking;
  const witness = await witnessOf(api, context, identity, revoking);
  try {
    const { left } = await undoRbac(api, identity, trail.note, revoking);
    // The namespace stays: the new identity is in it.
    const kept = left.filter(({ ref }) => ref.kind !== 'Namespace');
    if (kept.length > 0)
      throw new CommandError(
        [
          `Not all of ${shown(identity)} is gone:`,
          ...kept.map(({ ref, because }) => `  ✗ ${shownRef(ref)}: ${because}`),
        ].join('\n'),
        { remedy: 'Its tokens work as long as its service account exists: delete what is left by hand.' },
      );
    say(`Waiting until tokens of ${shown(identity)} are refused`);
    return { identity: shown(identity), refused: await refused(witness, identity) };
  } finally {
    witness?.close();
  }
}

async function refused(witness: Witness | undefined, identity: Identity): Promise<boolean | undefined> {
  if (witness === undefined || !witness.accepted) return undefined;
  if (await witness.isRefused()) return true;
  throw new CommandError(
    `The service account ${shown(identity)} is deleted, and a token of it is still accepted after two minutes.`,
    {
      remedy:
        'The API server does not check whether service accounts exist (--service-account-lookup=false), or something in front of it signs in: ask the people who run it. Its roles are gone, so the token can no longer use them.',
    },
  );
}

/** A namespace made for an old identity now belongs to the new one: bootstrap --undo finds it by its label. */
async function inherit(api: AdminApi, old: readonly Identity[], next: Identity): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: next.namespace };
  const { status, body } = await api.ask('GET', pathOf(ref));
  const found = status === 200 ? foundIn(body, ref) : undefined;
  if (found === undefined || !old.some((identity) => ownerOf(found, identity) === 'this')) return;
  const labels = { [identityLabel]: identityValue(next) };
  const { uid } = found.metadata;
  await api.ask('PATCH', pathOf(ref), { metadata: { uid, labels } }, 'application/merge-patch+json');
}
