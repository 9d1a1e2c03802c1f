import { Failure } from '../../shared/failure.ts';
import { readToken } from '../../shared/kubeconfig/credential.ts';
import type { Kubeconfig } from '../../shared/kubeconfig/kubeconfig.ts';
import { parseKubeconfig } from '../../shared/kubeconfig/parse.ts';
import { Problem } from './http/problem.ts';
import type { World } from './world.ts';

/** Parses a kubeconfig from a request. Throws a Problem 422 whose one check says why it is refused. */
export function readKubeconfig(world: World, text: string, context: string | undefined): Kubeconfig {
  return refusing(() =>
    parseKubeconfig(text, { context, now: new Date(world.now()), allowedCidrs: world.allowedCidrs }),
  );
}

/** The same server with another credential. Throws a Problem 422 whose one check says why the token is refused. */
export function withToken(world: Pick<World, 'now'>, kubeconfig: Kubeconfig, token: string): Kubeconfig {
  return refusing(() => ({
    ...kubeconfig,
    credential: { token: readToken(token, 'The rotation', new Date(world.now())) },
  }));
}

function refusing(parse: () => Kubeconfig): Kubeconfig {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { kind, message, remedy } = error.report();
    throw new Problem(422, 'kubeconfig', message, {
      kind,
      remedy,
      checks: [{ check: 'kubeconfig', result: 'failed', kind, message, remedy }],
    });
  }
}
