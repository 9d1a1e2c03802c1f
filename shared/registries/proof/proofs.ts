import { before } from '../../before.ts';
import type { RegistryCredential } from '../credential.ts';
import { atMost } from './atMost.ts';
import type { PullDenial } from './denial.ts';
import { type Proof, unknown } from './proof.ts';

/**
 * What to ask a registry about a credential: whether it accepts it or, with an image, whether it allows pulling that.
 */
export interface Question {
  host: string;
  /** HOST/REPOSITORY[:TAG][@DIGEST] */
  image?: string;
}

/** A question without an answer. `missing`: the registry says that there is no such image. */
export interface Unproven extends Question {
  because: string;
  missing?: true;
}

export interface Refused extends Question {
  /** The status, and who answered it. */
  by: string;
  denial?: PullDenial;
  /** Whether an earlier answer had been to accept it. */
  wasAccepted: boolean;
}

type Proved = { refused: Refused } | { unproven: readonly Unproven[] };

/** Questions in flight at most: each is a connection, and a function may have 1,024 open files. */
const concurrency = 32;

/** Milliseconds to wait for all answers about a credential: a push may take 120 s, and a registration 20. */
const patience = 10_000;

/** Milliseconds after which a credential is tried again; doubles each time there is no answer. */
const provenFor = 15 * 60_000;

/** What is known of one credential and one question. */
interface Known {
  question: Question;
  proof: Promise<Proof>;
  /** The last answer. No answer does not replace a real one. */
  last?: Proof;
  askedAt: number;
  /** Epoch milliseconds: when it was last accepted. */
  acceptedAt?: number;
  /** How many times in a row no answer came. */
  silences: number;
  told: boolean;
}

export interface Proofs {
  /** Asks whatever was not asked recently. */
  (questions: readonly Question[], credential: RegistryCredential): Promise<Proved>;
  /** Asks one question now, even if it was asked recently. */
  again(question: Question, credential: RegistryCredential): Promise<Proof>;
  /** Epoch milliseconds: when it was last accepted; undefined if never. */
  acceptedAt(question: Question, credential: RegistryCredential): number | undefined;
  /** The questions on which it was accepted, and not refused since. */
  accepted(credential: RegistryCredential): Question[];
}

/**
 * Tries each credential with each question at most once in 15 minutes, however many callers ask. Calls `told` once for
 * each question without an answer. Until a late answer comes, the question is unproven. Without a later answer, an
 * acceptance stands; after a refusal, nothing is asked again.
 */
export function proofs(
  ask: (question: Question, credential: RegistryCredential) => Promise<Proof>,
  told: (unproven: Unproven) => void,
  { now = Date.now, within = patience }: { now?: () => number; within?: number } = {},
): Proofs {
  const all = new WeakMap<RegistryCredential, Map<string, Known>>();
  const inTurn = atMost(concurrency);
  const againFrom = ({ askedAt, silences }: Known) => askedAt + provenFor * 2 ** silences;

  const knownOf = (question: Question, credential: RegistryCredential): Known => {
    const byQuestion = all.get(credential) ?? new Map<string, Known>();
    all.set(credential, byQuestion);
    const id = questionId(question);
    const before = byQuestion.get(id);
    if (before !== undefined && (before.last?.result === 'refused' || now() < againFrom(before)))
      return before;
    const known: Known = before ?? { question, proof: never, askedAt: 0, silences: 0, told: false };
    known.askedAt = now();
    known.proof = inTurn(() => ask(question, credential)).then((proof) => learn(known, question, proof));
    byQuestion.set(id, known);
    return known;
  };

  const learn = (known: Known, question: Question, proof: Proof): Proof => {
    const silent = proof.result === 'unknown' && proof.missing === undefined;
    known.silences = silent ? known.silences + 1 : 0;
    if (proof.result === 'accepted') known.acceptedAt = now();
    if (!silent || known.last === undefined || known.last.result === 'unknown') known.last = proof;
    return tell(known, question, known.last);
  };

  const tell = (known: Known, question: Question, proof: Proof): Proof => {
    if (proof.result === 'unknown' && !known.told) {
      known.told = true;
      told(unprovenOf(question, proof));
    }
    return proof;
  };

  const tried = async (questions: readonly Question[], credential: RegistryCredential): Promise<Proved> => {
    const answers = await Promise.all(
      questions.map(async (question) => {
        const known = knownOf(question, credential);
        const proof = (await before(within, known.proof)) ?? tell(known, question, known.last ?? tooLate);
        return { question, proof, wasAccepted: known.acceptedAt !== undefined };
      }),
    );
    for (const { question, proof, wasAccepted } of answers)
      if (proof.result === 'refused') {
        const { by, denial } = proof;
        return { refused: { ...question, by, ...(denial && { denial }), wasAccepted } };
      }
    return {
      unproven: answers.flatMap(({ question, proof }) =>
        proof.result === 'unknown' ? unprovenOf(question, proof) : [],
      ),
    };
  };

  return Object.assign(tried, {
    again: (question: Question, credential: RegistryCredential) => inTurn(() => ask(question, credential)),
    acceptedAt: (question: Question, credential: RegistryCredential) =>
      all.get(credential)?.get(questionId(question))?.acceptedAt,
    accepted: (credential: RegistryCredential) =>
      [...(all.get(credential)?.values() ?? [])].flatMap(({ question, acceptedAt, last }) =>
        acceptedAt !== undefined && last?.result !== 'refused' ? question : [],
      ),
  });
}

export function questionId({ host, image }: Question): string {
  return image ?? host;
}

function unprovenOf(
  question: Question,
  { because, missing }: Extract<Proof, { result: 'unknown' }>,
): Unproven {
  return { ...question, because, ...(missing && { missing }) };
}

const tooLate = unknown('there was no time to wait for its answer');

/** A placeholder that is replaced by a real promise at once. */
const never = Promise.resolve(tooLate);
