import { positive } from '../../environment.ts';

/** When credentials renew themselves: deploy parameters, so that a test need not wait for half of a life. */
export interface RenewalSettings {
  /** The share of its granted life after which a token is due. */
  share: number;
  /** Minutes between two versions of one secret at least. */
  betweenMinutes: number;
  /** Minutes that a granted life must have at least. */
  shortestMinutes: number;
}

/** What the functions go by where their environment says nothing. */
export const renewalDefaults: RenewalSettings = { share: 0.5, betweenMinutes: 10, shortestMinutes: 20 };

/** The functions' environment → the settings. Throws where one is no positive number, or the share no share. */
export function renewalSettingsFrom(environment: NodeJS.ProcessEnv): RenewalSettings {
  const given = (name: string, otherwise: number) =>
    environment[name] === undefined ? otherwise : positive(environment, name);
  const share = given('RENEW_AT_SHARE', renewalDefaults.share);
  if (share > mostShare)
    throw new Error(`RENEW_AT_SHARE must be ${mostShare} or less, and is "${environment['RENEW_AT_SHARE']}"`);
  return {
    share,
    betweenMinutes: given('RENEW_BETWEEN_MINUTES', renewalDefaults.betweenMinutes),
    shortestMinutes: given('RENEW_SHORTEST_MINUTES', renewalDefaults.shortestMinutes),
  };
}

/** Of the life that a token has, this share is spread over the fleet after the one that is set. */
export const spread = 0.1;

/** With the spread, time is left to try again before it ends. */
const mostShare = 0.8;
