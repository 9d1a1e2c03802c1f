import type { Answer } from '../../kubernetes/exchange.ts';
import { authEntry, type RegistryCredential } from '../credential.ts';
import type { Ask } from './ask.ts';
import { readChallenge } from './challenge.ts';
import { readDenial } from './denial.ts';
import { type ImageManifest, manifestOf } from './image.ts';
import { accepted, type Proof, unanswered, unknown } from './proof.ts';
import { isRefusal, registryErrors } from './registryErrors.ts';
import { tokenHost } from './tokenHost.ts';

/** Manifests of an image, and of an index of images for several platforms. */
const accept = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * Requests an image's manifest as a pulling client does: HEAD without a credential, then as the registry asks. Uses GET
 * only if HEAD is refused, to read the reason: GET counts as a pull at Docker Hub. Layers are not requested. A missing
 * image refuses nothing, nor does an answer that is not a registry's. Never rejects. Sources:
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests and
 * https://docs.docker.com/docker-hub/usage/pulls/
 *
 * @param image HOST/REPOSITORY[:TAG][@DIGEST]
 */
export async function provePull(ask: Ask, image: string, credential: RegistryCredential): Promise<Proof> {
  const manifest = manifestOf(image);
  try {
    const open = await ask(manifest.url, { method: 'HEAD', accept });
    if (open.status !== 401) return judgeOpen(open);
    const signed = await signIn(ask, open, manifest, credential);
    if (typeof signed !== 'string') return signed;
    const head = await ask(manifest.url, { method: 'HEAD', accept, authorization: signed });
    if (isManifest(head)) return accepted;
    const told = await ask(manifest.url, { accept, authorization: signed });
    return judge(told, new URL(manifest.url).host, credential, signed.replace(/^\S+ /, ''));
  } catch (error) {
    return unanswered(error);
  }
}

/** The header for the manifest request, or the proof if there is none. */
async function signIn(
  ask: Ask,
  { headers }: Answer,
  { scope }: ImageManifest,
  credential: RegistryCredential,
): Promise<string | Proof> {
  const challenge = readChallenge(headers['www-authenticate']);
  const basic = `Basic ${authEntry(credential)}`;
  if (challenge === undefined) return unknown('it asks for a sign-in of an unknown kind');
  if (challenge.scheme === 'basic') return basic;
  const url = new URL(challenge.tokenUrl);
  url.searchParams.set('scope', scope);
  const answer = await ask(url.href, { authorization: basic });
  const by = tokenHost(url.href, credential);
  if (answer.status !== 200) return judge(answer, by, credential);
  const token = tokenIn(answer.body);
  return token === undefined ? unknown(`${by} answered 200 without a token`) : `Bearer ${token}`;
}

/** Source: https://distribution.github.io/distribution/spec/auth/token/#token-response-fields */
function tokenIn(body: string): string | undefined {
  try {
    const { token, access_token } = JSON.parse(body) as { token?: unknown; access_token?: unknown };
    return [token, access_token].find(
      (each): each is string => typeof each === 'string' && /^\S+$/.test(each),
    );
  } catch {
    return undefined;
  }
}

/** The answer without a credential: anyone who gets the manifest this way can pull, but a 404 proves nothing. */
function judgeOpen(answer: Answer): Proof {
  return isManifest(answer) ? accepted : unknown(`it answered ${answer.status} to a HEAD of its manifest`);
}

function judge(answer: Answer, by: string, credential: RegistryCredential, token?: string): Proof {
  const { status, body } = answer;
  if (isManifest(answer)) return accepted;
  if (isRefusal(status, body)) {
    const denial = readDenial(body, credential, token);
    return { result: 'refused', by: `${status} from ${by}`, ...(denial && { denial }) };
  }
  const codes = registryErrors(body).map(({ code }) => code);
  const missing = codes.find((code) => notThere.has(code));
  if (status === 404 && missing !== undefined)
    return { result: 'unknown', because: `${by} says that it does not exist (${missing})`, missing: true };
  return unknown(`${by} answered ${status}`);
}

const notThere: ReadonlySet<string> = new Set(['MANIFEST_UNKNOWN', 'NAME_UNKNOWN', 'NOT_FOUND']);

/** A captive portal or a proxy may answer 200 to everything. */
function isManifest({ status, headers }: Answer): boolean {
  const type = headers['content-type'] ?? '';
  return status === 200 && /^application\/vnd\.(oci\.image|docker\.distribution)\./.test(type);
}
