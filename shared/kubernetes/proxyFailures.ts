import { Failure } from '../failure.ts';

/** The proxy answered CONNECT, and not with 200. */
export function refusedByProxy(host: string, status: number): Failure {
  return new Failure('unreachable', `The proxy ${host} answered CONNECT with ${status}`, {
    remedy: `Let the proxy ${host} pass PullPass on to the API server, and check the sign-in in the kubeconfig’s proxy-url.`,
  });
}

/** No answer of the proxy came: what Node says of it. */
export function proxyFailure(error: NodeJS.ErrnoException, host: string): Failure {
  return new Failure(
    'unreachable',
    `The proxy ${host} gave no answer to CONNECT: ${error.code ?? error.name}`,
    {
      remedy: `Check that the proxy ${host} of the kubeconfig’s proxy-url is up, and that it is an HTTP proxy.`,
      cause: error,
    },
  );
}
