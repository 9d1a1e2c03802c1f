import type { ClientRequest } from 'node:http';

/** Informational answers (RFC 9110, 15.2): servers need one or two; Node would accept any number. */
const most = 16;

/** Calls `tooMany`, with a description, if there are more of them than any server needs. */
export function fewInformational(request: ClientRequest, tooMany: (what: string) => void): void {
  let seen = 0;
  request.on('information', () => {
    if (++seen === most + 1) tooMany(`${most} informational answers`);
  });
}
