import { issuer } from '../../../../../shared/simulation/tokens.ts';
import { claimsOf, username } from '../../service/identity.ts';
import { type Invariant, iso } from '../invariant.ts';
import { type Renewing, renewing } from './renewing.ts';

/**
 * What a record says of its credentials is true; what a renewal stored is a token of the same identity, for this API
 * server; and only a renewal keeps the previous one.
 */
export const credentialAsSaid: Invariant = (world, seen) =>
  renewing(world, seen).flatMap((each) =>
    [...whatIsWrong(each)].map((what) => `${each.cluster.name}: ${what} at ${iso(world.now)}`),
  );

function* whatIsWrong({ record, named }: Renewing): Generator<string> {
  const { issuedAt, expiresAt, renewal, version } = record.kubeconfig;
  const [inUse] = named;
  if (inUse?.stored?.token === undefined) {
    yield `version ${version}, in use, was never stored`;
    return;
  }
  const { iat, exp } = claimsOf(inUse.stored.token);
  if (issuedAt !== iso(iat * 1000) || expiresAt !== iso(exp * 1000))
    yield `says that its token lives from ${issuedAt} to ${expiresAt}, not from ${iso(iat * 1000)} to ${iso(exp * 1000)}`;
  for (const { stored, role } of named) {
    if (!stored?.isRenewal || stored.token === undefined) continue;
    const { sub, aud } = claimsOf(stored.token);
    if (sub !== username) yield `its credential ${role} is that of ${sub}`;
    if (!aud.includes(issuer)) yield `its credential ${role} is for ${aud}`;
  }
  if (renewal?.fallback === undefined) return;
  const [, fallback] = named;
  if (renewal.fallback.version === version) yield 'falls back to what it has in use';
  if (!inUse.stored.isRenewal) yield 'keeps a fallback that an admin replaced';
  if (renewal.fallback.expiresAt !== iso(fallback?.endsAt ?? 0))
    yield `says that its fallback ends at ${renewal.fallback.expiresAt}, not at ${iso(fallback?.endsAt ?? 0)}`;
}
