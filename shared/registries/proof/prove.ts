import { authEntry, type RegistryCredential } from '../credential.ts';
import { hostIn } from '../hostIn.ts';
import type { Ask } from './ask.ts';
import { readChallenge } from './challenge.ts';
import { apiHostOf } from './image.ts';
import { accepted, type Proof, unanswered, unknown } from './proof.ts';
import { isRefusal } from './registryErrors.ts';
import { tokenHost } from './tokenHost.ts';

/**
 * Signs in like a client before a pull: asks /v2/ how, then does so, with user and password there or at the token
 * service. An answer that is not a registry's refuses nothing, because pulls may take another way: a proxy, a missing
 * route or a private CA must not hold back a credential. Never rejects.
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 */
export async function prove(ask: Ask, path: string, credential: RegistryCredential): Promise<Proof> {
  const base = `https://${apiHostOf(hostIn(path))}/v2/`;
  try {
    const first = await ask(base);
    if (first.status !== 401)
      return first.status === 200
        ? unknown('it lets everybody in')
        : unknown(`it answered ${first.status} to /v2/`);
    const challenge = readChallenge(first.headers['www-authenticate']);
    if (challenge === undefined) return unknown('it asks for a sign-in of an unknown kind');
    const url = challenge.scheme === 'basic' ? base : challenge.tokenUrl;
    const { status, body } = await ask(url, { authorization: `Basic ${authEntry(credential)}` });
    if (status === 200) return accepted;
    const by = tokenHost(url, credential);
    return isRefusal(status, body)
      ? { result: 'refused', by: `${status} from ${by}` }
      : unknown(`${by} answered ${status}`);
  } catch (error) {
    return unanswered(error);
  }
}
