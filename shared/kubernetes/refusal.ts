import type { RequestName } from './requestName.ts';
import type { Route } from './route.ts';

/** An answer that is no success, as far as it is told what it means. */
export interface Refusal {
  /** Of HTTP. */
  status: number;
  body: string;
}

/** What was asked, and the way there. */
export interface Asked {
  request: RequestName;
  route: Route;
}
