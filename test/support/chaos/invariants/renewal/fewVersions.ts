import { minute } from '../../world.ts';
import { type Invariant, iso } from '../invariant.ts';

/** Least time between two new versions of one secret by renewals. */
const between = 10 * minute;

/**
 * Tokens that one renewal may request, including retries. Renewals that store nothing are attempted at most once a
 * minute.
 */
const mintsOfOne = 4;

/**
 * By their own clocks, renewals store at most one new version per secret in ten minutes, and request no more tokens
 * than that.
 */
export const fewVersions: Invariant = (world) => [
  ...world.clusters.flatMap(({ name }) => {
    const secret = world.service.aws.secretPrefix + name;
    const renewals = world.service.versions.filter((each) => each.secret === secret && each.isRenewal);
    const least = between - world.mostSkew - world.mostBehind;
    return renewals.slice(1).flatMap(({ at }, index) => {
      const last = renewals[index]?.at ?? 0;
      // Secrets Manager reports whole seconds.
      return at - last + 1_000 < least ? [`${name} got new versions at ${iso(last)} and at ${iso(at)}`] : [];
    });
  }),
  ...world.clusters.flatMap(({ name, mintedAt }) => {
    if (world.mostSkew + world.mostBehind > 0) return [];
    const inStep = mintedAt.filter((at) => at >= world.before.at).length;
    const elapsed = world.now - world.before.at;
    return inStep > mintsOfOne + elapsed / minute
      ? [`${name} was asked for ${inStep} tokens in ${elapsed / minute} minutes`]
      : [];
  }),
];
