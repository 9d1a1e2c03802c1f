import type { Advice } from './advice.ts';
import type { RequestName } from './requestName.ts';
import type { Route } from './route.ts';

/** An answer that is not a success, with what is needed to explain it. */
export interface Refusal {
  /** The HTTP status. */
  status: number;
  body: string;
}

/** The request, its route, and what to do about refusals. */
export interface Asked {
  request: RequestName;
  route: Route;
  advice: Advice;
}
