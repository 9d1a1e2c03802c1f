import { positive } from '../../environment.ts';

/** When credentials renew themselves. The same for the whole fleet: parameters of the deployment. */
export interface RenewalSettings {
  /** Of a token's life, as the API server granted it: when it is renewed at the earliest, from 0 to 1. */
  share: number;
  /** How much of its life later the last cluster of the fleet is renewed. */
  spread: number;
  /** Milliseconds between two new versions of one secret. */
  between: number;
  /** Milliseconds: a token that is granted less does not renew itself. */
  shortest: number;
}

const minute = 60_000;

/**
 * Ten minutes: Secrets Manager keeps versions without a label for a day, and wants no new ones more often.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export const defaultRenewalSettings: RenewalSettings = {
  share: 0.5,
  spread: 0.1,
  between: 10 * minute,
  shortest: 20 * minute,
};

/** With the spread, time is left to try again before a token ends. */
const mostShare = 0.8;

/** The functions' environment → the settings; each that is not there is the default. Throws where one is no number above 0, or the share too large. */
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
