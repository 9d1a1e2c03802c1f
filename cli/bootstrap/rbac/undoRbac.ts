import pMap from 'p-map';
import type { Identity } from '../../../shared/rbac/identity.ts';
import { poll } from '../../poll.ts';
import type { Watching } from '../../program/io.ts';
import { statusOf, unexpected } from './answers.ts';
import { findOwn } from './findOwn.ts';
import { type Found, foundIn, seenOf } from './objects.ts';
import { othersIn } from './othersIn.ts';
import { isOfAnyIdentity, ownerOf } from './ownership.ts';
import { concurrency, pathOf } from './paths.ts';
import { type Asking, accountOf, type OnDone, type Ref, type Seen, shownRef, type Undone } from './plan.ts';
import { inOrderOfRemoval } from './planRbac.ts';
import { projectPath } from './projects.ts';
import { read } from './read.ts';
import { erase } from './write.ts';

/** Seconds to watch whether something disappears: a namespace takes its time. */
const patience = 60;

/**
 * Removes everything that was made for an identity, found by its labels: bindings, roles, the service account, and the
 * namespace if PullPass made it and it contains nothing of others. Checks that each is gone; the rest is in `left`.
 * Rejects with a CommandError only if the API server does not answer like one.
 */
export async function undoRbac(
  api: Asking,
  identity: Identity,
  onDone: OnDone,
  watching: Watching,
): Promise<Undone> {
  const { own, unseen } = await findOwn(api, identity, []);
  const undone: Undone = { removed: [], left: [], unseen };
  const settle = async (seen: Seen, path?: string) => {
    const because = await remove(api, seen, watching, path);
    if (because !== undefined) return undone.left.push({ ref: refIn(seen), because });
    undone.removed.push(refIn(seen));
    return onDone(refIn(seen), 'removed');
  };
  const inOrder = inOrderOfRemoval(own).map(seenOf);
  for (const isBinding of [true, false])
    await pMap(
      inOrder.filter(({ kind }) => kind.endsWith('Binding') === isBinding),
      (seen) => settle(seen),
      { concurrency },
    );

  const account = await owned(api, accountOf(identity), identity, undone);
  if (account !== undefined) await settle(account);
  const home = await owned(api, homeOf(identity), identity, undone);
  if (home === undefined) return undone;
  const others = await othersIn(api, identity.namespace);
  if (others !== undefined) undone.left.push({ ref: refIn(home), because: others });
  else await settle(home, projectPath(identity.namespace));
  return undone;
}

const homeOf = ({ namespace }: Identity): Ref => ({ apiVersion: 'v1', kind: 'Namespace', name: namespace });

function refIn({ apiVersion, kind, namespace, name }: Ref): Ref {
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name };
}

/** An object, if PullPass made it. Other namespaces are left alone. */
async function owned(api: Asking, ref: Ref, identity: Identity, undone: Undone): Promise<Seen | undefined> {
  const { found, answer } = await read(api, ref);
  if (answer.status === 403) undone.left.push({ ref, because: 'this account may not look at it' });
  if (found === undefined) return undefined;
  if (isMade(found, identity)) return seenOf(found);
  if (ref.kind !== 'Namespace') undone.left.push({ ref, because: 'it does not carry PullPass’s labels' });
  return undefined;
}

/**
 * A service account is also recognised by its name. A namespace belongs to all identities in it: it goes with the last
 * one, since another identity's account is something of others.
 */
function isMade(found: Found, identity: Identity): boolean {
  const owner = ownerOf(found, identity);
  if (found.kind === 'ServiceAccount') return owner !== 'other';
  return owner === 'this' || isOfAnyIdentity(found);
}

/**
 * Deletes, and watches until it is gone; returns why it is not. `otherPath`: for users who may not delete it at the
 * first.
 */
async function remove(
  api: Asking,
  seen: Seen,
  watching: Watching,
  otherPath: string | undefined,
): Promise<string | undefined> {
  let answer = await erase(api, seen);
  const refusal = statusOf(answer).message;
  if (answer.status === 403 && otherPath !== undefined) answer = await api.ask('DELETE', otherPath);
  if (answer.status === 404 && otherPath === undefined) return undefined;
  if (answer.status === 403 || answer.status === 404 || answer.status === 409) return refusal;
  if (answer.status !== 200 && answer.status !== 202) throw unexpected(`delete ${shownRef(seen)}`, answer);
  const isGone = await poll(patience, watching, async () => {
    const now = await api.ask('GET', pathOf(seen));
    // A user who saw a namespace only as its admin does not see it any more.
    if (now.status === 404 || (now.status === 403 && otherPath !== undefined)) return true;
    return foundIn(now.body, seen)?.metadata.uid !== seen.uid;
  });
  if (isGone) return undefined;
  return 'it was deleted, and is still there after a minute: something in the cluster holds it by a finalizer';
}
