import { positive } from '../environment.ts';

/** The limits beyond which something is reported: deploy parameters, the same for alarms, API and page. */
export interface FleetLimits {
  /** A token with less life than this is at risk. */
  atRiskMinutes: number;
  /** A cluster that fails for longer than this counts as failing for long. */
  failingMinutes: number;
  /** A kubeconfig that expires within this time should be replaced. */
  kubeconfigDays: number;
}

/** The functions' environment → the limits. Throws if one is not a positive number. */
export function fleetLimitsFrom(environment: NodeJS.ProcessEnv): FleetLimits {
  return {
    atRiskMinutes: positive(environment, 'AT_RISK_MINUTES'),
    failingMinutes: positive(environment, 'FAILING_MINUTES'),
    kubeconfigDays: positive(environment, 'KUBECONFIG_DAYS'),
  };
}
