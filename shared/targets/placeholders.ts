import type { RegistryCredential } from '../registries/credential.ts';
import type { Registry } from '../registries/schema.ts';
import type { RegistryWithCredential } from './kind.ts';

/** Stands for a password; useless anywhere. */
const placeholder = 'placeholder-of-a-pullpass-dry-run';
const life = 12 * 3_600_000;

/** Placeholders in place of credentials. */
export function withPlaceholders(
  registries: readonly Registry[],
  now: () => number,
): RegistryWithCredential[] {
  const credential: RegistryCredential = {
    username: 'AWS',
    password: placeholder,
    expiresAt: now() + life,
  };
  return registries.map((registry) => ({ registry, credential }));
}
