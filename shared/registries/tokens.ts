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
import { refuseStrangeHosts } from './strangeHosts.ts';
import { tokenKey } from './tokenKey.ts';

/** A credential, with what is known of it. */
export interface GivenCredential extends RegistryCredential {
  /** What its registry did not say. */
  unproven?: readonly Unproven[];
  /** The probe image, where its registry gave the manifest. */
  pulled?: string;
  /** Whenever it ends, it is better than what the cluster holds: that was refused, or is worth less than was thought. */
  outdoes?: true;
}

export interface Wish {
  /**
   * Epoch milliseconds. One that is kept and ends before is not given: the cluster holds a better one already. Not
   * heeded where the new one outdoes it all the same.
   */
  heldUntil?: number;
  /** Epoch milliseconds: when another worker observed that these tokens end before their time, as the record has it. */
  boundSince?: number | undefined;
  /** Who will write it. */
  holder?: Holder;
  /** Whether one that is unbound is given too. */
  mayBeUnbound?: boolean;
}

/** Gives a registry's credential. Throws a Failure if there is none to be had, or the registry refuses it. */
export type Tokens = (registry: Registry, wish?: Wish) => Promise<GivenCredential>;

/** Told of every call for a credential: what came from memory is no news. */
export interface TokenNews {
  minted(): void;
  throttled(): void;
  unproven(what: Unproven): void;
  /** A credential that was given is refused before its time: these hold it. Must not throw. */
  refusedEarly(what: { registry: string; by: string }, holders: readonly Holder[]): Promise<void>;
}

/** What credentials are fetched with, and how they are tried before anybody is given them. */
export interface TokenWorld {
  clients: RegistryClients;
  prove: (host: string, credential: RegistryCredential) => Promise<Proof>;
  provePull: (image: string, credential: RegistryCredential) => Promise<Proof>;
  /** Hosts that may be given tokens of ECR, beside its own. */
  ecrHosts: HostPatterns;
  now: () => number;
  news?: Partial<TokenNews>;
}

/**
 * Milliseconds. A token of ECR lives 12 hours; the rest is left to clocks that differ. One that is said to live
 * longer is not believed: a cluster that was thought to hold it would take no other until that end, and no alarm
 * would tell that the real one had come.
 * Source: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
const longestLife = 13 * 3_600_000;

/** Milliseconds after which one that does not end is read again, for it may have been changed or mended. */
const readAgainAfter = 10_000;

/**
 * Credentials for registries, shared by every cluster that a warm worker serves: one call per principal and region,
 * reused while more than half of the token's life is left, and no longer than the session of an assumed role. Each is
 * tried before it is given, and again every 15 minutes.
 */
export function tokenSource({ clients, prove, provePull, ecrHosts, now, ...world }: TokenWorld): Tokens {
  const news: TokenNews = { ...silence, ...world.news };
  const refused = refusals(now);
  const lastRead = new Map<string, RegistryCredential>();
  const life = lives(now);
  const held = holders();
  const tried = proofs(
    ({ host, image }, credential) =>
      image === undefined ? prove(host, credential) : provePull(image, credential),
    news.unproven,
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
      if (error instanceof Failure && error.kind === 'throttled') news.throttled();
      throw error;
    });
    if (credential.expiresAt !== Number.POSITIVE_INFINITY) {
      news.minted();
      const expiresAt = Math.min(credential.expiresAt, now() + longestLife);
      return { credential: { ...credential, expiresAt }, fetchedAt };
    }
    const before = lastRead.get(key);
    // The one that was tried already, unless it is another or was refused a while ago: then it is tried again.
    const known =
      before !== undefined && isSame(before, credential) && !refused.areOver(before, questionsOf(registry));
    lastRead.set(key, known ? before : credential);
    return { credential: known ? before : credential, fetchedAt };
  };

  /**
   * What to do about a refusal before its time, once for each: those who hold it are told; and where a newer one is
   * accepted, and it is refused again after that, tokens like it end early.
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
      await news.refusedEarly({ registry: name, by: refusal.by }, held.take(credential, refusal));
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
    refuseStrangeHosts(registry, ecrHosts);
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
      // Before it is tried: that would send it.
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

/** Whether it ends: the others are passwords. */
function isToken({ expiresAt }: RegistryCredential): boolean {
  return expiresAt !== Number.POSITIVE_INFINITY;
}

function isSame(a: RegistryCredential, b: RegistryCredential): boolean {
  return a.username === b.username && a.password === b.password && !a.unbound === !b.unbound;
}

const silence: TokenNews = {
  minted: () => {},
  throttled: () => {},
  unproven: () => {},
  refusedEarly: async () => {},
};
