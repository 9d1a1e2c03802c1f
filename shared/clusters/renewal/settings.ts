import { positive } from '../../environment.ts';

/** When credentials renew themselves: deploy parameters, the same for the whole fleet. */
export interface RenewalSettings {
  /** The share of the granted life, from 0 to 1, after which a token may be renewed. */
  share: number;
  /** The share of its life over which the fleet's renewals are spread. */
  spread: number;
  /** Least milliseconds between two new versions of one secret. */
  between: number;
  /** Milliseconds: a token with a shorter granted life does not renew itself. */
  shortest: number;
}

const minute = 60_000;

/**
 * Ten minutes: Secrets Manager keeps versions without a label for a day, and asks for no new version more often than
 * that.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export const defaultRenewalSettings: RenewalSettings = {
  share: 0.5,
  spread: 0.1,
  between: 10 * minute,
  shortest: 20 * minute,
};

/** Together with the spread, this leaves time for another attempt before a token expires. */
const mostShare = 0.8;

/**
 * The functions' environment → the settings; what is missing gets its default. Throws if one is not a number above 0,
 * or the share is too large.
 */
export function renewalSettingsFrom(environment: NodeJS.ProcessEnv): RenewalSettings {
  const given = (name: string, otherwise: number, unit = 1) =>
    environment[name] === undefined || environment[name] === ''
      ? otherwise
      : positive(environment, name) * unit;
  const { share, spread, between, shortest } = defaultRenewalSettings;
  const settings = {
    share: given('RENEW_AT_SHARE', share),
    spread,
    between: given('RENEW_BETWEEN_MINUTES', between, minute),
    shortest: given('RENEW_SHORTEST_MINUTES', shortest, minute),
  };
  if (settings.share > mostShare)
    throw new Error(`RENEW_AT_SHARE must be ${mostShare} or less, but is "${environment['RENEW_AT_SHARE']}"`);
  return settings;
}
