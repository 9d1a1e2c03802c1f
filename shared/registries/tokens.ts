import { never } from '../ends.ts';
import { Failure } from '../failure.ts';
import type { RegistryClients } from './clients.ts';
import type { RegistryCredential } from './credential.ts';
import { fetchCredential } from './fetch.ts';
import { formerTokens } from './former.ts';
import { type Holder, holders } from './holders.ts';
import type { HostPatterns } from './hostPatterns.ts';
import { type Fetched, lives } from './lives.ts';
import { memo } from './memo.ts';
import type { Proof } from './proof/proof.ts';
import { proofs, questionId, type Refused, type Unproven } from './proof/proofs.ts';
import { refusals } from './proof/refusals.ts';
import { questionsOf } from './questions.ts';
import { refusal } from './refusal.ts';
import type { Registry } from './schema.ts';
import { requireKnownHosts } from './strangeHosts.ts';
import { tokenKey } from './tokenKey.ts';

/** A credential, and what is known of it. */
export interface GivenCredential extends RegistryCredential {
  /** Questions that its registry did not answer. */
  unproven?: readonly Unproven[];
  /** The probe image, if its registry returned the manifest. */
  pulled?: string;
  /**
   * It is better than what the cluster holds, whenever it expires: that was refused, or expires earlier than was
   * assumed.
   */
  outdoes?: true;
}

interface Wish {
  /**
   * Epoch milliseconds. A remembered credential that expires before this is not given: the cluster already holds a
   * better one. Ignored if the new one outdoes it.
   */
  heldUntil?: number;
  /** Epoch milliseconds: when another worker saw these tokens stop working early, according to the record. */
  boundSince?: number | undefined;
  /** The push that will write it. */
  holder?: Holder;
  /** Whether to give an unbound one too. */
  mayBeUnbound?: boolean;
}

/** Returns a registry's credential. Throws a Failure if there is none, or the registry refuses it. */
export type Tokens = (registry: Registry, wish?: Wish) => Promise<GivenCredential>;

/** Hears of every call for a credential. Credentials from memory are not reported. */
export interface TokenNews {
  minted(): void;
  throttled(): void;
  unproven(what: Unproven): void;
  /** A credential that was given out is refused early: these clusters hold it. Must not throw. */
  refusedEarly(what: { registry: string; by: string }, holders: readonly Holder[]): Promise<void>;
}

/** What obtains credentials, and tries them before they are given out. */
export interface TokenWorld {
  clients: RegistryClients;
  prove: (host: string, credential: RegistryCredential) => Promise<Proof>;
  provePull: (image: string, credential: RegistryCredential) => Promise<Proof>;
  /** Hosts that may get ECR tokens, besides ECR's own. */
  ecrHosts: HostPatterns;
  now: () => number;
  news?: Partial<TokenNews>;
}

/**
 * Milliseconds. An ECR token lives 12 hours; the rest allows for differing clocks. A claim to live longer is not
 * believed: a cluster that seemed to hold such a token would accept no other until then, and no alarm would notice its
 * real expiry.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
const longestLife = 13 * 3_600_000;

/** Milliseconds after which a credential without an expiry is read again: it may have been changed or corrected. */
const readAgainAfter = 10_000;

/**
 * Credentials for registries, shared by all clusters of a warm worker: one call per principal and region. A token is
 * reused while more than half of its life is left, and no longer than the session of an assumed role. Each is tried
 * before it is given out, and again every 15 minutes.
 */
export function tokenSource({ clients, prove, provePull, ecrHosts, now, news }: TokenWorld): Tokens {
  const refused = refusals(now);
  const lastRead = new Map<string, RegistryCredential>();
  const life = lives(now);
  const held = holders();
  const tried = proofs(
    ({ host, image }, credential) =>
      image === undefined ? prove(host, credential) : provePull(image, credential),
    (what) => news?.unproven?.(what),
    { now },
  );
  const former = formerTokens(now, life, tried);

  const shared = memo<Fetched>((fetched, _, key) => {
    const { credential, fetchedAt } = fetched;
    if (lastRead.get(key) === credential) return now() - fetchedAt < readAgainAfter;
    return life.isFresh(key, fetched);
  }, now);

  const fetch = async (registry: Registry, key: string): Promise<Fetched> => {
    const fetchedAt = now();
    const credential = await fetchCredential(clients, registry).catch((error: unknown) => {
      if (error instanceof Failure && error.kind === 'throttled') news?.throttled?.();
      throw error;
    });
    if (credential.expiresAt !== never) {
      news?.minted?.();
      const expiresAt = Math.min(credential.expiresAt, now() + longestLife);
      return { credential: { ...credential, expiresAt }, fetchedAt };
    }
    const before = lastRead.get(key);
    // The credential that was already tried. If it has changed, or was refused a while ago, it is tried again.
    const known =
      before !== undefined && isSame(before, credential) && !refused.areOver(before, questionsOf(registry));
    lastRead.set(key, known ? before : credential);
    return { credential: known ? before : credential, fetchedAt };
  };

  /**
   * Handles each early refusal once. It reports the refusal to the holders. If a newer token is accepted and this one
   * is then refused again, tokens like it stop working early.
   */
  const settled = new WeakMap<RegistryCredential, Map<string, Promise<void>>>();
  const settle = (
    { name, key, current }: { name: string; key: string; current: () => Promise<Fetched> },
    { credential }: Fetched,
    refusal: Refused,
  ): Promise<void> => {
    const byQuestion = settled.get(credential) ?? new Map<string, Promise<void>>();
    settled.set(credential, byQuestion);
    const act = async () => {
      refused.note(credential, refusal, { atOnce: isToken(credential) });
      await news?.refusedEarly?.({ registry: name, by: refusal.by }, held.take(credential, refusal));
      if (!isToken(credential) || !refusal.wasAccepted) return;
      const newer = await current().catch(() => undefined);
      if (newer === undefined || newer.credential === credential) return;
      if ((await tried.again(refusal, newer.credential)).result !== 'accepted') return;
      if ((await tried.again(refusal, credential)).result === 'refused') life.sawEarlyEnd(key);
    };
    const acting = byQuestion.get(questionId(refusal)) ?? act();
    byQuestion.set(questionId(refusal), acting);
    return acting;
  };

  return async (registry, { heldUntil = 0, boundSince, holder, mayBeUnbound = false } = {}) => {
    requireKnownHosts(registry, ecrHosts);
    const key = tokenKey(registry);
    const questions = questionsOf(registry);
    if (holder !== undefined) held.begin(holder);
    life.learn(key, boundSince);
    const holdsRefused = () => holder !== undefined && holder.refused.length > 0;
    const outdoes = () => (life.isBound(key) && boundSince === undefined) || holdsRefused();
    const isEnough = (fetched: Fetched): boolean =>
      !refused.areOver(fetched.credential, questions) && (life.endOf(key, fetched) >= heldUntil || outdoes());
    const current = async () => {
      const fetched = await shared(key, () => fetch(registry, key), isEnough);
      const { unbound } = fetched.credential;
      // Before it is tried, since trying would send it.
      if (unbound !== undefined && !mayBeUnbound) throw unbound;
      former.see(key, fetched);
      return fetched;
    };
    const isEarly = ({ credential }: Fetched, refusal: Refused) =>
      refusal.wasAccepted || held.holdAny(credential, refusal);

    let fetched = await current();
    let [proved, others] = await Promise.all([tried(questions, fetched.credential), former.look(key)]);
    if ('refused' in proved && isEarly(fetched, proved.refused))
      others = [...others, { fetched, refused: proved.refused }];
    if (others.length > 0) {
      const { name } = registry;
      for (const each of others) await settle({ name, key, current }, each.fetched, each.refused);
      fetched = await current();
      proved = await tried(questions, fetched.credential);
    }

    const { credential } = fetched;
    if ('refused' in proved) {
      refused.note(credential, proved.refused);
      throw refusal(registry, proved.refused, holdsRefused());
    }
    if (holder !== undefined) held.add(credential, questions, holder);
    const { unproven } = proved;
    const pulled = questions.find(({ image }) => image !== undefined)?.image;
    const isPulled = pulled !== undefined && !unproven.some(({ image }) => image === pulled);
    return {
      ...credential,
      expiresAt: life.endOf(key, fetched),
      unproven,
      ...(isPulled && { pulled }),
      ...(outdoes() && { outdoes: true as const }),
      boundSince: life.boundSince(key),
    };
  };
}

/** Whether it expires; otherwise it is a password. */
function isToken({ expiresAt }: RegistryCredential): boolean {
  return expiresAt !== never;
}

function isSame(a: RegistryCredential, b: RegistryCredential): boolean {
  return a.username === b.username && a.password === b.password && !a.unbound === !b.unbound;
}
