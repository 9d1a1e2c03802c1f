import { Failure } from '../../failure.ts';
import type { Answer } from '../../kubernetes/exchange.ts';
import { authEntry, type RegistryCredential } from '../credential.ts';
import { dockerHubApi, isDockerHub } from '../dockerHub.ts';
import { hostIn } from '../hostIn.ts';
import type { Ask } from './ask.ts';
import { readChallenge } from './challenge.ts';

/** Whether a registry takes a credential: `unknown` where it did not say. */
export type Proof =
  | { result: 'accepted' }
  | { result: 'refused'; by: string }
  | { result: 'unknown'; because: string };

/**
 * Signs in as a client that is about to pull: asks /v2/ how, and does so, by user and password there or at the place
 * that gives tokens. What does not answer as a registry refuses nothing, for nobody who pulls may go that way: a
 * credential is not held back because of a proxy, a missing route or a private CA. Never rejects.
 * Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#determining-support
 */
export async function prove(ask: Ask, path: string, credential: RegistryCredential): Promise<Proof> {
  const host = hostIn(path);
  const base = `https://${isDockerHub(host) ? dockerHubApi : host}/v2/`;
  try {
    const first = await ask(base);
    if (first.status !== 401)
      return first.status === 200
        ? unknown('it lets everybody in')
        : unknown(`it answered ${first.status} to /v2/`);
    const challenge = readChallenge(first.headers['www-authenticate']);
    if (challenge === undefined) return unknown('it asks to be signed in to in a way that is not known');
    const url = challenge.scheme === 'basic' ? base : challenge.tokenUrl;
    return judge(await ask(url, `Basic ${authEntry(credential)}`), new URL(url).host);
  } catch (error) {
    return unknown(reasonOf(error));
  }
}

/** ECR answers 403 to a token that has ended, and ECR Public 400, both with the error of a registry. */
function judge({ status, body }: Answer, by: string): Proof {
  if (status === 200) return { result: 'accepted' };
  if (status === 401 || ((status === 400 || status === 403) && isDenied(body)))
    return { result: 'refused', by: `${status} from ${by}` };
  return unknown(`${by} answered ${status}`);
}

/** Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes */
function isDenied(body: string): boolean {
  try {
    const { errors } = JSON.parse(body) as { errors?: { code?: unknown }[] };
    return errors?.some(({ code }) => code === 'DENIED' || code === 'UNAUTHORIZED') ?? false;
  } catch {
    return false;
  }
}

/** By its code: the message of an error may hold what the other side sent. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Failure)) return `it gave no answer (${codeOf(error)})`;
  return error.kind === 'kubeconfig'
    ? 'its address is one that PullPass does not connect to'
    : `its name does not resolve (${codeOf(error.cause)})`;
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'no reason known';
}

const unknown = (because: string): Proof => ({ result: 'unknown', because });
