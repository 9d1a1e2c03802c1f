import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

/** A server's certificate. */
export interface ShownCertificate {
  issuer: string;
  /** Epoch milliseconds. */
  endsAt: number;
}

/** A certificate's issuer may choose names of any length. */
const mostCharacters = 200;

/** The certificate that the server of an answer showed. */
export function certificateOf({ socket }: IncomingMessage): ShownCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const { issuer, valid_to } = socket.getPeerCertificate();
  const endsAt = Date.parse(valid_to ?? '');
  if (issuer === undefined || Number.isNaN(endsAt)) return undefined;
  const by = [issuer.CN ?? issuer.O ?? 'a nameless issuer'].flat().join(', ');
  return { issuer: by.slice(0, mostCharacters), endsAt };
}
