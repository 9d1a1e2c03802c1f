import type { Failure, FailureReport } from '../failure.ts';
import { iso } from '../iso.ts';
import { registryKindOf } from './kinds.ts';
import { questionsOf } from './questions.ts';
import type { Registry } from './schema.ts';
import { keyDigest } from './tokenKey.ts';
import type { GivenCredential } from './tokens.ts';

/** What was observed of one registry's tokens. */
interface TokenNote {
  /** The key its tokens are kept under: if the registry is changed, so is the key. */
  key: string;
  /** ISO 8601: when they were seen to stop working early. */
  boundSince?: string;
  /** The probe image that does not exist. */
  missing?: string;
  /** Its secret does not say which host it is for. */
  unbound?: true;
}

/** By the registry's name; only registries with something to note. */
export type TokenNotes = Readonly<Record<string, TokenNote>>;

/** Epoch milliseconds: when tokens of this registry were seen to stop working early; undefined if they were not. */
export function boundSince(registry: Registry, notes: TokenNotes = {}): number | undefined {
  const note = noteOf(registry, notes);
  return note?.boundSince === undefined ? undefined : Date.parse(note.boundSince);
}

/** Whether tokens of any of the registries were seen to stop working early. */
export function areBound(notes: TokenNotes = {}): boolean {
  return Object.values(notes).some(({ boundSince }) => boundSince !== undefined);
}

/** The notes after a push: new ones for the registries whose credentials it got, the previous ones for the others. */
export function notesAfter(
  registries: readonly Registry[],
  before: TokenNotes | undefined,
  given: ReadonlyMap<string, GivenCredential>,
): TokenNotes | undefined {
  const notes = registries.flatMap((registry): [string, TokenNote][] => {
    const credential = given.get(registry.name);
    const note = credential === undefined ? noteOf(registry, before) : noteFrom(registry, credential);
    return note === undefined ? [] : [[registry.name, note]];
  });
  return notes.length === 0 ? undefined : Object.fromEntries(notes);
}

function noteFrom(
  registry: Registry,
  { boundSince, unproven = [], unbound }: GivenCredential,
): TokenNote | undefined {
  const missing = unproven.find((each) => each.missing)?.image;
  if (boundSince === undefined && missing === undefined && unbound === undefined) return undefined;
  return {
    key: keyDigest(registry),
    ...(boundSince !== undefined && { boundSince: iso(boundSince) }),
    ...(missing !== undefined && { missing }),
    ...(unbound !== undefined && { unbound: true as const }),
  };
}

function noteOf(registry: Registry, notes: TokenNotes = {}): TokenNote | undefined {
  const note = notes[registry.name];
  return note?.key === keyDigest(registry) ? note : undefined;
}

/** The notes that an admin should act on, as problems. */
export function problemsOf(registries: readonly Registry[], notes: TokenNotes | undefined): FailureReport[] {
  return registries.flatMap((registry) => {
    const { saysNoHost } = registryKindOf(registry);
    const note = noteOf(registry, notes);
    const isAsked = questionsOf(registry).some(({ image }) => image === note?.missing);
    return [
      ...(note?.boundSince === undefined ? [] : [endsEarly(registry, note.boundSince)]),
      ...(note?.missing === undefined || !isAsked ? [] : [isMissing(registry, note.missing)]),
      ...(note?.unbound && saysNoHost ? [isUnbound(registry, saysNoHost(registry))] : []),
    ];
  });
}

function endsEarly({ name, roleArn: role }: Registry, since: string): FailureReport {
  const remedies = [
    'Set "refreshEveryMinutes": 15',
    ...(role === undefined
      ? []
      : [`or take "roleArn" out, so that PullPass’s own role mints the token, and let that role pull`]),
  ];
  return {
    kind: 'registry',
    message: `The registry ${name} refused a token before the expiry that AWS had given it, and took a newer one (${since}). Its tokens count as good for one hour, the session of ${role ?? 'the role that mints them'}, until one is accepted for longer`,
    remedy: `${remedies.join(', ')}.`,
  };
}

function isMissing({ name }: Registry, image: string): FailureReport {
  return {
    kind: 'registry',
    message: `The registry ${name} says that its probe image ${image} does not exist, so it is unknown whether images may be pulled`,
    remedy: 'Push the image again, or name one that stays as "probe".',
  };
}

function isUnbound({ name }: Registry, failure: Failure): FailureReport {
  const { kind, message, remedy } = failure.report();
  return {
    kind,
    message: `${message} but those that were registered before this was asked: ${name} is one`,
    remedy: `${remedy} Until then no change of this cluster’s registries or targets passes its checks.`,
  };
}
