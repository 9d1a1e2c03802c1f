import { methodsOf } from './methodsOf.ts';
import { Problem } from './problem.ts';

interface Known {
  method: string;
  path: string;
}

/** The answer if no route matches: the path is unknown, or only the method. */
export function notRouted(routes: readonly Known[], method: string, path: string): Problem {
  const allowed = routes
    .filter((route) => fits(route.path, path))
    .flatMap((route) => methodsOf(route.method));
  if (allowed.length > 0)
    return new Problem(
      405,
      'method-not-allowed',
      `${/^[A-Z]{1,20}$/.test(method) ? method : 'That'} is not a method of this path; ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'}.`,
      {},
      { allow: allowed.join(', ') },
    );
  return new Problem(404, 'no-such-path', 'The API has no such path.', {
    remedy: 'GET /openapi.json describes the whole API.',
  });
}

/** Matches like @middy/http-router: a parameter is one segment, and a trailing slash is allowed. */
function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.replace(/(?<=.)\/$/, '').split('/');
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) =>
      segment.startsWith('{') ? given[index] !== '' : segment === given[index],
    )
  );
}
