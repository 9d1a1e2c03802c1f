import type { EmbeddedAws } from '../../../../local/aws/startAws.ts';

/** All issued secrets, as pieces of text that occur nowhere else. */
export interface Issued {
  /** Adds one, such as the token in a kubeconfig. */
  add(secret: string): void;
  all(): readonly string[];
  clear(): void;
}

/** A piece from within is enough to recognise a long one, and finds it even if it was cut. */
const piece = 40;

interface Token {
  authorizationToken: string;
}

export function watchIssued(aws: EmbeddedAws): Issued {
  const pieces = new Set<string>();
  const add = (secret: string) => {
    pieces.add(secret.slice(0, piece));
    if (secret.length > 3 * piece) pieces.add(secret.slice(-2 * piece, -piece));
  };
  const { ecr, sts } = aws;
  const mint = ecr.answer.bind(ecr);
  ecr.answer = (request) => {
    const answer = mint(request) as { authorizationData: Token | Token[] };
    for (const { authorizationToken } of [answer.authorizationData].flat()) {
      add(authorizationToken);
      // All passwords begin alike: only the end identifies one.
      const password = Buffer.from(authorizationToken, 'base64').toString().slice('AWS:'.length);
      pieces.add(password.slice(-2 * piece, -piece));
      pieces.delete(authorizationToken.slice(0, piece));
    }
    return answer;
  };
  const assume = sts.answer.bind(sts);
  sts.answer = (request) => {
    const answer = assume(request);
    for (const field of ['SecretAccessKey', 'SessionToken'])
      for (const [, value] of answer.matchAll(new RegExp(`<${field}>([^<]+)<`, 'g'))) add(value ?? '');
    return answer;
  };
  return { add, all: () => [...pieces], clear: () => pieces.clear() };
}
