import { Redactor } from '../../redaction/redactor.ts';
import { authEntry, type RegistryCredential } from '../credential.ts';

/**
 * The host of a token URL, for a message. The registry chose it, and may have been sent the credential before: a host
 * that repeats it is not named.
 */
export function tokenHost(
  url: string,
  credential: Pick<RegistryCredential, 'username' | 'password'>,
): string {
  const { host } = new URL(url);
  const redactor = new Redactor();
  // Hosts are in lower case.
  for (const sent of [credential.password, authEntry(credential)]) redactor.add(sent, sent.toLowerCase());
  return redactor.hide(host) === host ? host : 'its token service';
}
