import type { Denial } from './denials.ts';
import type { RequestName } from './requestName.ts';

/** What an admin can do about a refusal. Only the caller of a request knows what the request was for. */
export interface Advice {
  /** The remedy if the authorizer says no. */
  forbidden: string;
  notFound: string;
  /** If the object belongs to somebody else, or somebody else changes it. */
  conflict: string;
  /** If the API server does not accept the object. */
  invalid: string;
  /** If admission control denies the request. */
  denied(denial: Denial, request: RequestName): string;
}
