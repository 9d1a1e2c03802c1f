import type { ClientRequest } from 'node:http';

/** Answers before the answer (RFC 9110, 15.2): a server has a use for one or two, and Node takes them forever. */
const most = 16;

/** Calls `tooMany`, told of what, when more of them came than anybody needs. */
export function fewInformational(request: ClientRequest, tooMany: (what: string) => void): void {
  let seen = 0;
  request.on('information', () => {
    if (++seen === most + 1) tooMany(`${most} informational answers`);
  });
}
