import type { CertificateProblem } from './wrongCertificates.ts';

/** Which requests a fault hits: those that match every given field. */
export interface FaultMatch {
  verb?: string;
  resource?: string;
  namespace?: string;
  name?: string;
}

/** Something that goes wrong between the client and the API. */
export type FaultKind =
  /** Nothing more is sent from this point on; the connection stays open. */
  | { kind: 'hang'; at: 'handshake' | 'first-byte' | 'mid-body' }
  /** The connection is reset (RST): while connecting, before an answer, or within its body. */
  | { kind: 'reset'; at?: 'handshake' | 'first-byte' | 'mid-body' }
  /** An error in the API server's words. `retryAfter`, in seconds, becomes the header. */
  | { kind: 'status'; status: 401 | 403 | 404 | 409 | 422 | 429 | 500 | 503; retryAfter?: number }
  /** An error that quotes what was sent, in an encoding. */
  | { kind: 'echo'; status: 400 | 403 | 422 | 500; as?: 'base64' | 'percent' | 'bytes' }
  /**
   * The request is served after this many milliseconds, even if its client has disconnected: a proxy may do the same.
   */
  | { kind: 'slow'; ms: number }
  /** A refusal of megabytes, with empty objects in place of a Status. */
  | { kind: 'flood' }
  /** An answer that is not the API's: not JSON, like a proxy's error page. */
  | { kind: 'garbage'; status?: number }
  /** The server shows a certificate that a client must refuse. */
  | { kind: 'tls'; problem: CertificateProblem };

/** Faults of the handshake and of TLS hit every connection, whatever `when` says. */
export type Fault = FaultKind & {
  when?: FaultMatch;
  /** How many times it strikes; absent: until it is cleared. */
  times?: number;
};

/** A fault that is switched on. */
export interface ActiveFault {
  /** How many times it has struck. */
  readonly hits: number;
  clear(): void;
}
